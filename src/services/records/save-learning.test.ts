import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { describe, it, type TestContext } from "node:test";
import { LocalStore } from "../../stores/objects/local/local-store.ts";
import { holdsLearning, mergeLearning } from "./merge-learning.ts";
import { RecordStore } from "./record-store.ts";
import { recordHistory } from "./record-history.ts";
import { latestRecord, recordAt } from "./records.ts";
import { readLatest, saveLearning } from "./save-learning.ts";

const hourMs = 3_600_000;
const start = 1_700_000_000_000;

function place(t: TestContext): RecordStore {
  const folder = mkdtempSync(`${tmpdir()}/restera-learning-`);
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return new RecordStore(new LocalStore(folder));
}

const data = (...estimates: unknown[]) => ({ patterns: [], estimates, actuals: [], failures: [] });

describe("saving what was learned", () => {
  it("merges in what somebody else saved since, and keeps what gives way", async (t) => {
    const records = place(t);
    const mine = await saveLearning(records, { data: data("a"), timestamp: start });
    await saveLearning(records, { data: data("b"), timestamp: start + 1, seen: mine.hash });
    const merged = await saveLearning(records, {
      data: data("c"),
      timestamp: start,
      seen: mine.hash,
    });
    assert.deepEqual(merged.data.estimates, ["b", "c"]);
    const known = await saveLearning(records, {
      data: data("d"),
      timestamp: start,
      seen: merged.hash,
    });
    assert.deepEqual(known.data.estimates, ["d"]);
    assert.deepEqual((await recordAt(records, "learning", start)).document["data"], data("a"));
  });

  it("writes nothing when nothing is new, unless it is asked to", async (t) => {
    const records = place(t);
    await saveLearning(records, { data: data("a"), timestamp: start });
    const again = await saveLearning(records, { data: data("a"), timestamp: start + 9 });
    assert.deepEqual([again.keys, again.timestamp], [[], start]);
    const asked = await saveLearning(records, {
      data: data("a"),
      timestamp: start + 9,
      always: true,
    });
    assert.equal(asked.keys.length, 2);
  });

  it("numbers large data once an hour, and whatever gives way", async (t) => {
    const records = place(t);
    const large = (n: number) =>
      data("x".repeat(300_000), ...Array.from({ length: n }, (_, i) => i));
    for (let n = 0; n < 5; n++) {
      await saveLearning(records, { data: large(n), timestamp: start + n * 60_000 });
    }
    const count = async () => (await recordHistory(records, "learning")).length;
    assert.equal(await count(), 1);
    assert.deepEqual((await latestRecord(records, "learning")).document["data"], large(4));
    await saveLearning(records, { data: large(5), timestamp: start + hourMs });
    assert.equal(await count(), 2);
    await saveLearning(records, { data: large(6), timestamp: start + hourMs + 1 });
    const seen = (await readLatest(records))?.hash;
    await saveLearning(records, { data: data("all gone"), timestamp: start + hourMs + 2, seen });
    const before = await recordAt(records, "learning", start + hourMs + 1);
    assert.deepEqual(before.document["data"], large(6));
  });
});

describe("merging what was learned", () => {
  it("leaves nothing out: the newer value of a pattern, every entry, as often as one side has it", () => {
    const older = {
      patterns: [
        ["a", 1],
        ["b", 1],
      ],
      estimates: [1, 1, { timestamp: 5 }],
      actuals: [],
      extra: "x",
    };
    const newer = {
      patterns: [
        ["b", 2],
        ["c", 2],
      ],
      estimates: [1, { timestamp: 4 }],
      actuals: [7],
    };
    assert.deepEqual(mergeLearning(older, newer), {
      patterns: [
        ["a", 1],
        ["b", 2],
        ["c", 2],
      ],
      estimates: [1, 1, { timestamp: 4 }, { timestamp: 5 }],
      actuals: [7],
      failures: [],
      extra: "x",
    });
    assert.equal(holdsLearning(mergeLearning(older, newer), newer), true);
    assert.equal(holdsLearning(newer, older), false);
  });
});
