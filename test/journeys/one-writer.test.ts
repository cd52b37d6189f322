import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { markOneWriter } from "../../src/engine/vault/one-writer.ts";
import { takeLock } from "../../src/engine/vault/lock.ts";
import { initVault, type OpenVault } from "../../src/engine/vault/open-vault.ts";
import { VaultSession } from "../../src/services/snapshots/vault-session.ts";
import { bucketIn } from "../support/bucket.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { isError } from "../support/test-vault.ts";

async function vaultForOneWriter(t: TestContext): Promise<{ opened: OpenVault; source: string }> {
  const folder = temporaryFolder(t);
  const source = join(folder, "source");
  mkdirSync(source);
  writeFileSync(join(source, "file"), "content");
  const { store } = bucketIn(join(folder, "vault"));
  const opened = await initVault(store, "open sesame");
  await markOneWriter(store);
  return { opened, source };
}

describe("a vault in a store without conditional writes", () => {
  it("refuses a second writer while one is at work, unless several are asked for", async (t) => {
    const { opened, source } = await vaultForOneWriter(t);
    const first = await takeLock(opened.objects, { exclusive: false });
    const vault = new VaultSession(opened);
    await assert.rejects(vault.backUp({ paths: [source] }), isError("locked"));
    const several = new VaultSession(opened, { severalWriters: true });
    assert.ok((await several.backUp({ paths: [source] })).snapshot);
    await first.release();
    assert.ok((await vault.backUp({ paths: [source] })).snapshot);
    assert.deepEqual(await vault.locks(), []);
    await vault.close();
  });

  it("is written and read by one as any other", async (t) => {
    const { opened, source } = await vaultForOneWriter(t);
    const vault = new VaultSession(opened);
    assert.equal(await vault.hasOneWriter(), true);
    const first = await takeLock(opened.objects, { exclusive: false });
    assert.equal((await vault.backUp({ paths: [source], dryRun: true })).snapshot, undefined);
    await first.release();
    await vault.backUp({ paths: [source] });
    await vault.backUp({ paths: [source], lock: { take: false } });
    assert.equal((await vault.check({ readData: true })).ok, true);
    await vault.close();
  });
});
