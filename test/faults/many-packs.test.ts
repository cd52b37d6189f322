import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync, chmodSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import type { Vault } from "../../src/index.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { isError, newVault, objectPath, objectsIn } from "../support/test-vault.ts";

const files = 12;
const fileBytes = 4_400_000;

/** More packs than threads hold at once, so that the main thread reads some of them too. */
async function vaultOfManyPacks(t: TestContext): Promise<{ vault: Vault; url: string }> {
  const folder = temporaryFolder(t);
  const { vault, access } = await newVault(t, folder);
  const source = join(folder, "source");
  mkdirSync(source);
  for (let i = 0; i < files; i++)
    writeFileSync(join(source, `file-${i}`), seededBytes(i + 1, fileBytes));
  await vault.backUp({ paths: [source], packSizeMib: 4 });
  return { vault, url: access.url };
}

test("check names every damaged pack, whichever thread reads it", async (t) => {
  const { vault, url } = await vaultOfManyPacks(t);
  const packs = objectsIn(url, "data");
  assert.ok(packs.length >= files, `${packs.length} packs`);
  const whole = await vault.check({ readData: true });
  assert.deepEqual(whole.findings, []);
  assert.equal(whole.packsRead, packs.length);
  for (const id of packs) {
    const path = objectPath(url, "data", id);
    const bytes = readFileSync(path);
    bytes[bytes.length >> 2]! ^= 1;
    chmodSync(path, 0o600);
    writeFileSync(path, bytes);
  }
  const { findings } = await vault.check({ readData: true });
  const named = new Set(findings.map(({ object }) => object));
  assert.deepEqual(
    packs.filter((id) => !named.has(`pack ${id}`)),
    [],
  );
});

test("a check that is cancelled while packs are read ends", async (t) => {
  const { vault } = await vaultOfManyPacks(t);
  const stop = new AbortController();
  const checking = vault.check(
    { readData: true },
    {
      signal: stop.signal,
      onProgress: ({ phase }) => {
        if (phase === "data") stop.abort();
      },
    },
  );
  await assert.rejects(checking, isError("cancelled"));
  assert.deepEqual((await vault.check({ readData: true })).findings, []);
});
