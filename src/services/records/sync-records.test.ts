import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { LocalStore } from "../../stores/objects/local/local-store.ts";
import { learningDocument, sessionDocument, timestampOf } from "./record-document.ts";
import { RecordStore } from "./record-store.ts";
import { getRecord, saveRecord } from "./records.ts";
import { syncRecords } from "./sync-records.ts";

function places(t: TestContext): [RecordStore, RecordStore] {
  const folder = mkdtempSync(join(tmpdir(), "restera-sync-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [here, there] = ["here", "there"].map((name) => new LocalStore(join(folder, name)));
  return [new RecordStore(here!), new RecordStore(there!, { prefix: "a/b" })];
}

const latest = { collection: "learning", id: "knowledge-latest" };
const session = { collection: "sessions", id: "session-1" };

describe("a sync", () => {
  it("is not led astray by times that cannot be", async (t) => {
    for (const timestamp of [1e308, -5, 1e15, Number.NaN, 2.5]) {
      const [here, there] = places(t);
      const wrong = { ...learningDocument({ estimates: [1] }, 1), timestamp };
      await saveRecord(there, latest, wrong);
      await saveRecord(here, latest, learningDocument({ estimates: [2] }, 5));
      await saveRecord(there, session, { ...sessionDocument("session-1", { n: 1 }, 1), timestamp });
      await saveRecord(here, session, sessionDocument("session-1", { n: 2 }, 5));
      const { conflicts, problems } = await syncRecords(here, there);
      // What JSON cannot say became null.
      assert.equal(conflicts.length + problems.length, 2, String(timestamp));
      const again = await syncRecords(here, there);
      assert.deepEqual(again.conflicts, []);
    }
    assert.equal(timestampOf({ timestamp: "7" }), 0);
  });

  it("carries numbers that a double cannot hold, and sees edits of their last digits", async (t) => {
    const [here, there] = places(t);
    const name = { collection: "ticks", id: "t" };
    const write = async (ns: string, version: string | null) =>
      await here.store.replace("ticks/t.json", Buffer.from(`{"ns":${ns},"x":1e400}`), version);
    const written = await write("1700000000000000001", null);
    await syncRecords(here, there);
    assert.match(JSON.stringify(await getRecord(there, name)), /1700000000000000001,"x":1e400/);
    assert.equal(written.ok, true);
    await write("1700000000000000002", (await here.head("ticks/t.json"))!.version);
    assert.equal((await syncRecords(here, there)).uploaded > 0, true);
    assert.match(JSON.stringify(await getRecord(there, name)), /1700000000000000002/);
    assert.deepEqual((await syncRecords(there, here)).conflicts, []);
  });

  it("only sends or only fetches when it is told so", async (t) => {
    const [here, there] = places(t);
    await saveRecord(here, session, sessionDocument("session-1", { n: 1 }, 1));
    const other = { collection: "sessions", id: "session-2" };
    await saveRecord(there, other, sessionDocument("session-2", { n: 2 }, 2));
    const down = await syncRecords(here, there, { direction: "down" });
    assert.deepEqual([down.uploaded, down.downloaded, down.unchanged], [0, 1, 1]);
    const up = await syncRecords(here, there, { direction: "up" });
    assert.deepEqual([up.uploaded, up.downloaded, up.unchanged], [1, 0, 1]);
    assert.deepEqual((await getRecord(there, session))["data"], { n: 1 });
  });

  it("takes only what it is told to, and leaves projects and foreign keys alone", async (t) => {
    const [here, there] = places(t);
    for (const key of [
      "a/b/projects/p/x.json",
      "a/b/keys/k.json",
      "a/b/README.md",
      "other/x.json",
    ]) {
      await there.store.putNew(key, Buffer.from("{}"));
    }
    await saveRecord(there, { collection: "zebra", id: "last" }, { n: 1 });
    await saveRecord(there, session, sessionDocument("session-1", { n: 1 }, 1));
    const some = await syncRecords(here, there, { collections: ["sessions"] });
    assert.equal(some.downloaded, 1);
    const all = await syncRecords(here, there);
    assert.deepEqual([all.downloaded, all.unchanged, all.problems], [1, 1, []]);
  });

  it("stops when it is cancelled", async (t) => {
    const [here, there] = places(t);
    for (let n = 0; n < 20; n++) {
      await saveRecord(here, { collection: "notes", id: `n${n}` }, { n });
    }
    const stop = new AbortController();
    const cancelled = syncRecords(here, there, {
      signal: stop.signal,
      onProgress: ({ done }) => done === 5 && stop.abort(),
    });
    await assert.rejects(cancelled, { code: "cancelled" });
    const rest = await syncRecords(here, there);
    assert.ok(rest.uploaded > 0 && rest.uploaded <= 15, String(rest.uploaded));
    assert.equal(rest.uploaded + rest.unchanged, 20);
  });
});
