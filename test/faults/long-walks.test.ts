import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openObjectStore } from "../../src/compose/open-object-store.ts";
import { loadIndex } from "../../src/engine/index/load-index.ts";
import { openVault as openEngineVault } from "../../src/engine/vault/open-vault.ts";
import { VaultReader } from "../../src/engine/vault/vault-reader.ts";
import { openVault } from "../../src/index.ts";
import { CraftedVault } from "../support/crafted-vault.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { isError, newVault } from "../support/test-vault.ts";

test("a walk through a vault in a folder, which waits for nothing, lets others have their turn", async (t) => {
  const { access } = await newVault(t, temporaryFolder(t));
  const crafted = await CraftedVault.open(access);
  const tree = crafted.tree([crafted.file("a")]);
  await crafted.snapshot([crafted.file("a")]);
  const opened = await openEngineVault(await openObjectStore(access.url), access);
  const reader = new VaultReader(opened, await loadIndex(opened.objects));
  for (const read of [() => reader.tree(tree), () => reader.treeOnce(tree)]) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), 1);
    const start = performance.now();
    // Whoever presses Ctrl-C must be heard before a whole vault was read.
    while (!stop.signal.aborted && performance.now() - start < 10_000) await read();
    clearTimeout(timer);
    assert.ok(stop.signal.aborted);
  }
  reader.close();
});

test("a change of tags that is cancelled leaves each snapshot once", async (t) => {
  const { vault, access } = await newVault(t, temporaryFolder(t));
  const crafted = await CraftedVault.open(access);
  const count = 60;
  for (let i = 0; i < count; i++) {
    const time = `2026-01-01T00:00:${String(i).padStart(2, "0")}Z`;
    await crafted.bareSnapshot({ time });
  }
  const stop = new AbortController();
  const folder = join(access.url, "snapshots");
  const before = new Set(readdirSync(folder));
  const look = setInterval(() => {
    if (readdirSync(folder).some((id) => !before.has(id))) stop.abort();
  }, 1);
  const change = vault.tag({ add: ["new"] }, { signal: stop.signal });
  await assert.rejects(change, isError("cancelled")).finally(() => clearInterval(look));
  const times = (await vault.snapshots()).map(({ time }) => time);
  assert.equal(times.length, count);
  assert.equal(new Set(times).size, count);
});

test("a vault of many keys opens with each of them", async (t) => {
  const { access, vault } = await newVault(t, temporaryFolder(t));
  const folder = join(access.url, "keys");
  const real = JSON.parse(readFileSync(join(folder, vault.keyId), "utf8")) as object;
  let decoys = 0;
  for (let i = 0; decoys < 25; i++) {
    const text = JSON.stringify({ ...real, N: 1024, r: 1, p: 1, hostname: `machine ${i}` });
    const id = createHash("sha256").update(text).digest("hex");
    // Those that are tried before the real one.
    if (id > vault.keyId) continue;
    writeFileSync(join(folder, id), text);
    decoys++;
  }
  await (await openVault(access.url, access)).close();
});
