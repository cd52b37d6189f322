import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { LocalStore } from "../../stores/objects/local/local-store.ts";
import { RecordStore } from "./record-store.ts";
import { SyncState } from "./sync-state.ts";

function places(t: TestContext): [RecordStore, RecordStore] {
  const folder = mkdtempSync(join(tmpdir(), "restera-state-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return [
    new RecordStore(new LocalStore(join(folder, "a"))),
    new RecordStore(new LocalStore(join(folder, "b"))),
  ];
}

const agreed = (hash: string) => ({ local: "l", remote: "r", hash });

describe("the state of a sync", () => {
  it("keeps what is agreed while it is being written", async (t) => {
    const [local, remote] = places(t);
    const state = await SyncState.load(local, remote);
    for (let n = 0; n < 20; n++) {
      state.set(`sessions/session-${n}.json`, agreed(String(n)));
      void state.save();
      await new Promise(setImmediate);
    }
    await state.save();
    await state.save();
    const again = await SyncState.load(local, remote);
    for (let n = 0; n < 20; n++)
      assert.deepEqual(again.get(`sessions/session-${n}.json`), agreed(String(n)));
  });

  it("keeps what another process agreed meanwhile, and is read as empty when it is broken", async (t) => {
    const [local, remote] = places(t);
    const [one, two] = [await SyncState.load(local, remote), await SyncState.load(local, remote)];
    one.set("a/1.json", agreed("1"));
    two.set("a/2.json", agreed("2"));
    await Promise.all([one.save(), two.save()]);
    const both = await SyncState.load(local, remote);
    assert.deepEqual([both.get("a/1.json"), both.get("a/2.json")], [agreed("1"), agreed("2")]);
    for await (const { key, version } of local.store.list("state/")) {
      await local.store.replace(key, Buffer.from("[broken"), version);
    }
    const empty = await SyncState.load(local, remote);
    assert.equal(empty.get("a/1.json"), undefined);
    empty.set("a/3.json", agreed("3"));
    await empty.save();
    assert.deepEqual((await SyncState.load(local, remote)).get("a/3.json"), agreed("3"));
  });
});
