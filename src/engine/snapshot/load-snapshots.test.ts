import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { LocalStore } from "../../stores/objects/local/local-store.ts";
import { StoreError } from "../../stores/objects/object-store.ts";
import { randomMasterKey } from "../crypto/key-file.ts";
import { VaultObjects } from "../vault/vault-objects.ts";
import { loadSnapshots, type SnapshotSource } from "./load-snapshots.ts";

async function twoSnapshots(t: TestContext): Promise<{ objects: VaultObjects; ids: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), "restera-snapshots-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const objects = new VaultObjects(new LocalStore(folder), randomMasterKey(), 2);
  const save = (day: number): Promise<string> =>
    objects.save(
      "snapshots",
      Buffer.from(
        JSON.stringify({ time: `2026-01-0${day}T00:00:00Z`, tree: "ab".repeat(32), paths: ["/a"] }),
      ),
    );
  return { objects, ids: [await save(1), await save(2)] };
}

test("a snapshot that somebody forgets while all are loaded is passed over", async (t) => {
  const { objects, ids } = await twoSnapshots(t);
  let isListed = false;
  const source: SnapshotSource = {
    async *list(folder, options) {
      yield* objects.list(folder, options);
      if (!isListed) await objects.store.delete([`snapshots/${ids[0]}`]);
      isListed = true;
    },
    load: objects.load.bind(objects),
  };
  const loaded = await loadSnapshots(source);
  assert.deepEqual(
    loaded.map(({ id }) => id),
    [ids[1]],
  );
});

test("one that is still listed and cannot be reached is never taken for forgotten", async (t) => {
  const { objects } = await twoSnapshots(t);
  const source: SnapshotSource = {
    async *list(folder, options) {
      yield* objects.list(folder, options);
      yield "cd".repeat(32);
    },
    load: objects.load.bind(objects),
  };
  await assert.rejects(
    loadSnapshots(source),
    (error) => error instanceof StoreError && error.code === "not-found",
  );
});

test("snapshots that name the same paths share one list, and others keep their own", async (t) => {
  const { objects } = await twoSnapshots(t);
  const other = { time: "2026-01-03T00:00:00Z", tree: "ab".repeat(32), paths: ["/a", "/b"] };
  await objects.save("snapshots", Buffer.from(JSON.stringify(other)));
  const loaded = await loadSnapshots(objects);
  const [first, second, third] = loaded.toSorted((a, b) => (a.time < b.time ? -1 : 1));
  assert.deepEqual(first!.paths, ["/a"]);
  assert.equal(first!.paths, second!.paths);
  assert.deepEqual(third!.paths, ["/a", "/b"]);
});
