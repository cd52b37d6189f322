import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DATA, TREE } from "../blob-type.ts";
import { parseIndex } from "../index/parse-index.ts";
import type { LockInfo } from "../vault/lock-info.ts";
import {
  decodeMarks,
  encodeMarks,
  hasMarks,
  isDue,
  joinMarks,
  type Mark,
  timeOf,
} from "./marks.ts";

const hourMs = 3_600_000;
const now = new Date("2026-11-21T12:00:00Z");
const id = (digit: string): string => digit.repeat(64);
const mark: Mark = {
  pack: id("a"),
  blobs: [
    { type: DATA, id: Buffer.alloc(32, 1), offset: 0, length: 100, rawLength: 0 },
    { type: TREE, id: Buffer.alloc(32, 2), offset: 100, length: 50, rawLength: 80 },
  ],
  time: "2026-11-20T12:00:00Z",
};

function lock(started?: string): LockInfo {
  const common = { id: id("1"), time: timeOf(now), exclusive: false, hostname: "h", username: "u" };
  return { ...common, pid: 1, ...(started === undefined ? {} : { started }) };
}

describe("marks", () => {
  it("come back as they were written, and are no packs in use", () => {
    const text = encodeMarks([mark, { pack: id("b"), blobs: [], time: mark.time }]);
    assert.ok(hasMarks(text));
    const [first, second] = decodeMarks(text, "index x", now);
    assert.deepEqual(
      first!.blobs.map((blob) => ({ ...blob, id: Buffer.from(blob.id) })),
      mark.blobs,
    );
    assert.deepEqual([second!.pack, second!.blobs, second!.time], [id("b"), [], mark.time]);
    const packs: string[] = [];
    const note = (pack: string): boolean => packs.push(pack) > 0;
    parseIndex(text, "index x", { pack: note, blob: () => undefined });
    assert.deepEqual(packs, []);
  });

  it("of other programs are read in any layout; without a time they are of now", () => {
    const blob = { length: 100, offset: 0, type: "data", id: id("c"), uncompressed_length: 300 };
    const pack = { size: 200, blobs: [blob], id: id("d") };
    const text = JSON.stringify({ packs_to_delete: [pack], packs: [] });
    const [read, ...others] = decodeMarks(Buffer.from(text), "index x", now);
    assert.deepEqual(others, []);
    assert.deepEqual([read!.pack, read!.blobs.length, read!.time], [id("d"), 1, timeOf(now)]);
    assert.equal(read!.blobs[0]!.rawLength, 300);
  });

  it("of one pack in two files count from the later time", () => {
    const bare = { pack: mark.pack, blobs: [], time: "2026-11-21T11:00:00+01:00" };
    assert.deepEqual(joinMarks(mark, bare), { ...mark, time: bare.time });
    assert.deepEqual(joinMarks(bare, mark), { ...mark, time: bare.time });
  });

  it("are due after 23 hours, unless a writer may be older", () => {
    const aged = (ms: number): Mark => ({ ...mark, time: timeOf(new Date(now.getTime() - ms)) });
    assert.equal(isDue(aged(22.9 * hourMs), [], now), false);
    assert.equal(isDue(aged(23 * hourMs), [], now), true);
    assert.equal(isDue(aged(-hourMs), [], now), false);
    const started = (ms: number): LockInfo => lock(timeOf(new Date(now.getTime() - ms)));
    assert.equal(isDue(aged(30 * hourMs), [started(31 * hourMs)], now), false);
    assert.equal(isDue(aged(30 * hourMs), [started(29 * hourMs)], now), false, "clocks differ");
    assert.equal(isDue(aged(30 * hourMs), [started(hourMs)], now), true);
    assert.equal(isDue(aged(30 * hourMs), [started(hourMs), lock()], now), false, "a stranger");
    assert.equal(isDue({ ...mark, time: "never" }, [], now), false);
  });
});
