import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  RecordStore,
  type RecordStoreOptions,
} from "../../../src/services/records/record-store.ts";
import {
  addRecord,
  getRecord,
  latestRecord,
  listRecords,
  recordAt,
  saveRecord,
} from "../../../src/services/records/records.ts";
import { recordHistory, recordStateAt } from "../../../src/services/records/record-history.ts";
import {
  decisionDocument,
  learningDocument,
  scanDocument,
  sessionDocument,
} from "../../../src/services/records/record-document.ts";
import { syncRecords } from "../../../src/services/records/sync-records.ts";
import { LocalStore } from "../../../src/stores/objects/local/local-store.ts";
import type { ObjectStore } from "../../../src/stores/objects/object-store.ts";
import { ownerOfMany, temporaryFolder } from "../../support/temporary-folder.ts";
import { testProjects } from "./test-projects.ts";

/** A place for records that the tests may fill. */
export interface Place {
  readonly store: ObjectStore;
  stop(): Promise<void>;
}

const start = 1_700_000_000_000;
const one = { patterns: [["api", 1]], estimates: [{ n: 1 }], actuals: [], failures: [] };
const two = { patterns: [["cli", 2]], estimates: [{ n: 2 }], actuals: [], failures: [] };

/** Registers what records must do wherever they are kept. */
export function testRecords(
  name: string,
  open: () => Promise<Place>,
  skip: string | false = false,
): void {
  describe(`records in ${name}`, { skip }, () => {
    const owner = ownerOfMany();
    let place: Place;
    let count = 0;
    before(async () => {
      place = await open();
      owner.after(() => place.stop());
    });
    after(() => owner.end());

    const cloud = (options: RecordStoreOptions = {}): RecordStore =>
      new RecordStore(place.store, { prefix: `magnus ${count}/data`, ...options });
    const fresh = (options: RecordStoreOptions = {}): RecordStore => {
      count++;
      return cloud(options);
    };
    const machine = (): RecordStore => new RecordStore(new LocalStore(temporaryFolder(owner)));
    const all = async (records: RecordStore, collection: string): Promise<string[]> => {
      const keys: string[] = [];
      for await (const { key } of listRecords(records, collection)) keys.push(key);
      return keys;
    };

    test("are listed, read as of a moment, and have a history", async () => {
      const records = fresh();
      for (const [index, data] of [one, two].entries()) {
        const at = start + index * 1000;
        const document = learningDocument(data, at);
        await addRecord(records, "learning", at, () => document);
        await saveRecord(records, { collection: "learning", id: "knowledge-latest" }, document);
      }
      assert.deepEqual(await all(records, "learning"), [
        `learning/knowledge-${start}.json`,
        `learning/knowledge-${start + 1000}.json`,
        "learning/knowledge-latest.json",
      ]);
      const dataAt = async (at: number) =>
        (await recordAt(records, "learning", at)).document["data"];
      assert.deepEqual(await dataAt(start + 999), one);
      assert.deepEqual(await dataAt(start + 1000), two);
      assert.deepEqual((await latestRecord(records, "learning")).document["data"], two);
      await assert.rejects(recordAt(records, "learning", start - 1), { code: "record-missing" });
      const history = await recordHistory(records, "learning");
      assert.deepEqual(
        history.map(({ timestamp, isCurrent }) => [timestamp, isCurrent]),
        [
          [start, false],
          [start + 1000, true],
        ],
      );
    });

    test("of the same millisecond get two names", async () => {
      const records = fresh();
      const scans = await Promise.all(
        [1, 2, 3].map((n) => addRecord(records, "scans", start, (at) => scanDocument({ n }, at))),
      );
      assert.equal(new Set(scans.map(({ key }) => key)).size, 3);
      for (const { key, timestamp, document } of scans) {
        const found = await records.read(key);
        assert.deepEqual(found?.document, document);
        assert.equal(document["timestamp"], timestamp);
      }
    });

    test("of one id keep what they were, and are changed by one of two racers at a time", async () => {
      const records = fresh({ compress: true });
      const session = { collection: "sessions", id: "session-abc123" };
      const made = await saveRecord(records, session, sessionDocument(session.id, { n: 0 }, start));
      await Promise.all(
        [1, 2, 3, 4].map((n) =>
          saveRecord(records, session, sessionDocument(session.id, { n }, start + n)),
        ),
      );
      const stale = saveRecord(records, session, sessionDocument(session.id, { n: 9 }, start), {
        ifVersion: made.version,
      });
      await assert.rejects(stale, { code: "record-changed" });
      const states = await recordHistory(records, "sessions", session.id);
      const kept: unknown[] = [];
      for (const { key } of states) {
        kept.push((await documentAt(records, key)).data);
      }
      const wanted = [0, 1, 2, 3, 4].map((n) => JSON.stringify({ n }));
      assert.deepEqual(kept.map((data) => JSON.stringify(data)).toSorted(), wanted);
      assert.equal(states.filter(({ isCurrent }) => isCurrent).length, 1);
      const first = await recordStateAt(records, session, start);
      assert.deepEqual(first.document["data"], { n: 0 });
      const now = await recordStateAt(records, session, Date.now());
      assert.deepEqual(now.document, await getRecord(records, session));
      await assert.rejects(recordStateAt(records, session, start - 1), { code: "record-missing" });
    });

    test("are gzip or age below the same keys, and are read whatever they are", async () => {
      const plain = fresh();
      const zipped = cloud({ compress: true });
      const sealed = cloud({ compress: true, key: { passphrase: "correct horse" } });
      const id = (n: number) => ({ collection: "sessions", id: `session-${n}` });
      for (const [n, records] of [plain, zipped, sealed].entries()) {
        await saveRecord(records, id(n), sessionDocument(`session-${n}`, { n }, start));
      }
      for (const n of [0, 1, 2]) {
        const document = await getRecord(sealed, id(n));
        assert.deepEqual(document["data"], { n });
      }
      await assert.rejects(getRecord(plain, id(2)), { code: "record-encrypted" });
      const wrong = cloud({ key: { passphrase: "wrong" } });
      await assert.rejects(getRecord(wrong, id(2)), { code: "portable-key-wrong" });
      assert.deepEqual((await getRecord(wrong, id(1)))["data"], { n: 1 });
    });

    test("go both ways in one sync, and a second one has nothing to do", async () => {
      const [remote, laptop, desktop] = [fresh(), machine(), machine()];
      await addRecord(laptop, "decisions", start, (at) => decisionDocument({ decision: "x" }, at));
      await saveRecord(laptop, { collection: "notes", id: "free form" }, { any: "thing" });
      await addRecord(desktop, "scans", start, (at) => scanDocument({ projects: [1, 2] }, at));
      const first = await syncRecords(laptop, remote);
      assert.deepEqual([first.uploaded, first.downloaded], [2, 0]);
      const second = await syncRecords(desktop, remote);
      assert.deepEqual([second.uploaded, second.downloaded], [1, 2]);
      const third = await syncRecords(laptop, remote);
      assert.deepEqual([third.uploaded, third.downloaded, third.unchanged], [0, 1, 2]);
      for (const records of [laptop, desktop]) {
        const { uploaded, downloaded, unchanged } = await syncRecords(records, remote);
        assert.deepEqual([uploaded, downloaded, unchanged], [0, 0, 3]);
        assert.deepEqual(await getRecord(records, { collection: "notes", id: "free form" }), {
          any: "thing",
        });
      }
    });

    test("that two machines edited are both kept, and both machines come to the same", async () => {
      const [remote, laptop, desktop] = [fresh({ compress: true }), machine(), machine()];
      const session = { collection: "sessions", id: "session-1" };
      const save = (records: RecordStore, words: string, at: number) =>
        saveRecord(records, session, sessionDocument(session.id, { words }, at));
      await save(laptop, "first", start);
      await syncRecords(laptop, remote);
      await syncRecords(desktop, remote);
      await save(laptop, "from the laptop", start + 1);
      await save(desktop, "from the desktop", start + 2);
      await syncRecords(laptop, remote);
      const { conflicts } = await syncRecords(desktop, remote);
      assert.equal(conflicts.length, 1);
      assert.equal(conflicts[0]!.resolution, "both-kept");
      await syncRecords(laptop, remote);
      for (const records of [laptop, desktop, remote]) {
        assert.deepEqual((await getRecord(records, session))["data"], {
          words: "from the desktop",
        });
        const other = await documentAt(records, conflicts[0]!.keptAs[0]!);
        assert.deepEqual(other.data, {
          words: "from the laptop",
        });
      }
    });

    test("that two machines learned at once become one latest with both", async () => {
      const [remote, laptop, desktop] = [fresh(), machine(), machine()];
      const latest = { collection: "learning", id: "knowledge-latest" };
      const learn = async (records: RecordStore, data: typeof one, at: number): Promise<void> => {
        const document = learningDocument(data, at);
        await addRecord(records, "learning", at, () => document);
        await saveRecord(records, latest, document);
      };
      await learn(laptop, one, start);
      await learn(desktop, two, start + 1);
      const results = await Promise.all([laptop, desktop].map((each) => syncRecords(each, remote)));
      assert.equal(results.flatMap(({ conflicts }) => conflicts).length, 1);
      for (const each of [laptop, desktop, laptop]) await syncRecords(each, remote);
      for (const records of [remote, laptop, desktop]) {
        const { data, stats } = (await getRecord(records, latest)) as unknown as Learned;
        assert.deepEqual(new Set(data.patterns.map(([key]) => key)), new Set(["api", "cli"]));
        assert.deepEqual(stats, { patterns: 2, estimates: 2, actuals: 0, failures: 0 });
        assert.deepEqual((await recordAt(records, "learning", start)).document["data"], one);
        assert.deepEqual((await recordAt(records, "learning", start + 1)).document["data"], two);
      }
    });

    test("that cannot be read are named, and everything else is synced", async () => {
      const [remote, local] = [fresh(), machine()];
      const put = (key: string, text: string | Uint8Array) =>
        place.store.putNew(`${remote.prefix}${key}`, Buffer.from(text));
      await put("sessions/session-broken.json", "{ half of");
      await put("sessions/session-list.json", "[1, 2]");
      await put("sessions/session-typed.json", '{"type": "scan"}');
      await put("sessions/session-bytes.json", Buffer.from([0x1f, 0x8b, 8, 0, 1, 2]));
      await put("sessions/elsewhere.json", "{}");
      await put("sessions/deep/session-x.json", "{}");
      await put("learning/knowledge-5.json", '{"type": "learning", "data": {"patterns": 7}}');
      await put("sessions/session-good.json", '{"__proto__": {"polluted": 1}, "data": {}}');
      const result = await syncRecords(local, remote);
      assert.deepEqual(
        result.problems.map(({ key, side }) => `${side} ${key}`),
        [
          "learning/knowledge-5",
          "sessions/session-broken",
          "sessions/session-bytes",
          "sessions/session-list",
          "sessions/session-typed",
        ].map((key) => `remote ${key}.json`),
      );
      assert.equal(result.downloaded, 1);
      assert.deepEqual(await all(local, "sessions"), ["sessions/session-good.json"]);
      assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
      await assert.rejects(latestRecord(remote, "learning"), { code: "record-unreadable" });
    });

    testProjects({ owner, fresh, store: () => place.store });
  });
}

interface Learned {
  readonly data: { readonly patterns: readonly [string, unknown][] };
  readonly stats: object;
}

async function documentAt(records: RecordStore, key: string): Promise<{ data: unknown }> {
  const found = await records.read(key);
  assert.ok(found, `${key} is there`);
  return found.document as { data: unknown };
}
