import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import type { Worker } from "node:worker_threads";
import { makeSlowFile } from "../support/make-slow-file.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { isError, newVault, objectsIn } from "../support/test-vault.ts";

/** Collects the threads that this process starts, as Node tells of them. */
function watchWorkers(t: TestContext): Worker[] {
  const workers: Worker[] = [];
  const note = (worker: Worker): void => void workers.push(worker);
  process.on("worker", note);
  t.after(() => void process.off("worker", note));
  return workers;
}

for (const which of [0, 1]) {
  test(`a backup whose worker ${which} dies makes no snapshot and ends`, async (t) => {
    const folder = temporaryFolder(t);
    const { vault, access } = await newVault(t, folder);
    const source = join(folder, "source");
    mkdirSync(source);
    writeFileSync(join(source, "a file"), seededBytes(1, 40_000_000));
    makeSlowFile(join(source, "slow"));
    const workers = watchWorkers(t);
    const onProgress = ({ bytesDone }: { bytesDone: number }): void => {
      if (bytesDone > 60_000_000) void (workers[which] ?? workers[0])!.terminate();
    };
    await assert.rejects(vault.backUp({ paths: [source] }, { onProgress }), isError("worker-died"));
    assert.deepEqual(objectsIn(access.url, "snapshots"), []);
    assert.deepEqual(objectsIn(access.url, "locks"), []);

    rmSync(join(source, "slow"));
    const { snapshot } = await vault.backUp({ paths: [source] });
    assert.ok(snapshot);
    assert.equal((await vault.check({ readData: true })).ok, true);
  });
}

test("a check and a restore whose worker dies say so", async (t) => {
  const folder = temporaryFolder(t);
  const { vault, access } = await newVault(t, folder);
  writeFileSync(join(folder, "file"), seededBytes(2, 60_000_000));
  await vault.backUp({ paths: [join(folder, "file")] });
  const workers = watchWorkers(t);
  const kill = (): void => void workers.at(-1)?.terminate();
  const check = vault.check({ readData: true }, { onProgress: kill });
  await assert.rejects(check, isError("worker-died"));
  const target = join(folder, "target");
  const restore = vault.restore({ snapshot: "latest", target }, { onProgress: kill });
  await assert.rejects(restore, isError("worker-died"));
  assert.deepEqual(objectsIn(access.url, "locks"), []);
});
