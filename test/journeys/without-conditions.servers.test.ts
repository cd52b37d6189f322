import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openVault } from "../../src/index.ts";
import { takeLock } from "../../src/engine/vault/lock.ts";
import { openVault as openEngineVault } from "../../src/engine/vault/open-vault.ts";
import { openObjectStore } from "../../src/compose/open-object-store.ts";
import { serverBuckets } from "../servers/buckets.ts";
import { startFaultProxy } from "../servers/fault-proxy.ts";
import { jsonLines, runRestera } from "../support/run-restera.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { password } from "../support/test-vault.ts";

const google = serverBuckets.find(({ name }) => name.startsWith("Google"))!;

test(
  "a server without conditional writes is found out, and then written by one at a time",
  { skip: google.skip },
  async (t) => {
    const server = await google.start();
    t.after(() => server.stop());
    const proxy = await startFaultProxy(server.port, () => ({ kind: "unconditional" }));
    t.after(() => proxy.stop());
    const folder = temporaryFolder(t);
    mkdirSync(join(folder, "source"));
    writeFileSync(join(folder, "source/file"), "content");
    const vault = { url: server.url("vault", proxy.port), password };
    const run = (...words: string[]) => runRestera(vault, words, { cwd: folder });

    const told = await run("doctor", vault.url, "--json");
    assert.equal(told.code, 0, told.stderr);
    const checks = jsonLines(told.stdout).map(({ check }) => check);
    assert.ok(checks.includes("swap-missing"), told.stdout);

    const made = await run("init");
    assert.equal(made.code, 0);
    assert.match(made.stderr + made.stdout, /one at a time writes here/);
    const store = await openObjectStore(vault.url);
    const lock = await takeLock((await openEngineVault(store, { password })).objects, {
      exclusive: false,
    });
    const refused = await run("backup", "source");
    assert.equal(refused.code, 11, refused.stderr);
    const allowed = await run("backup", "source", "-o", "writers=several");
    assert.equal(allowed.code, 0, allowed.stderr);
    await lock.release();
    assert.equal((await run("backup", "source")).code, 0);
    const opened = await openVault(vault.url, { password });
    assert.equal((await opened.snapshots()).length, 2);
    await opened.close();
    await store.close();
  },
);
