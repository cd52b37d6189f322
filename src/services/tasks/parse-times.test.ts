import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ResteraError } from "../../foundation/errors.ts";
import { parseTimes } from "./parse-times.ts";

const anchor = Date.parse("2026-01-01T10:00:00Z");
const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());

/** The next few times after an instant. */
function following(words: string, after: string, count: number, zone = "UTC"): string[] {
  const times = parseTimes(words, zone, anchor);
  const found: string[] = [];
  let ms = Date.parse(after);
  for (let i = 0; i < count; i++) {
    ms = times.next(ms)!;
    found.push(iso(ms)!.slice(0, 16));
  }
  return found;
}

describe("times", () => {
  it("are said in words", () => {
    const cases: [words: string, next: string][] = [
      ["hourly", "2026-01-07T11:00"],
      ["hourly at :20", "2026-01-07T10:20"],
      ["every minute", "2026-01-07T10:06"],
      ["daily", "2026-01-08T00:00"],
      ["Daily  at 03:00", "2026-01-08T03:00"],
      ["every day at 18h30", "2026-01-07T18:30"],
      ["weekdays at 8", "2026-01-08T08:00"],
      ["weekly", "2026-01-11T00:00"],
      ["weekly on monday at 18:30", "2026-01-12T18:30"],
      ["every friday at 7:05", "2026-01-09T07:05"],
      ["monthly", "2026-02-01T00:00"],
      ["monthly on 15 at 04:00", "2026-01-15T04:00"],
      ["monthly on the last at 04:00", "2026-01-31T04:00"],
      ["yearly", "2027-01-01T00:00"],
      ["*/15 9-17 * * 1-5", "2026-01-07T10:15"],
      ["30 0 3 * * *", "2026-01-08T03:00"],
    ];
    for (const [words, next] of cases) {
      assert.deepEqual(following(words, "2026-01-07T10:05:00Z", 1), [next], words);
    }
  });

  it("can be intervals from a beginning on", () => {
    assert.deepEqual(following("every 24 h", "2026-01-07T10:05:00Z", 2), [
      "2026-01-08T10:00",
      "2026-01-09T10:00",
    ]);
    assert.deepEqual(following("every 90min", "2025-06-01T00:00:00Z", 2), [
      "2026-01-01T10:00",
      "2026-01-01T11:30",
    ]);
    const times = parseTimes("every 2 days", "UTC", anchor);
    assert.equal(times.latest(anchor - 1), undefined);
    assert.equal(times.latest(anchor), anchor);
    assert.equal(times.latest(anchor + 5 * 86_400_000), anchor + 4 * 86_400_000);
  });

  it("that say nothing are refused, with what does", () => {
    const refusals: [code: string, words: readonly string[]][] = [
      ["schedule-words", ["", "sometimes", "daily at 25:00", "weekly on moonday", "0 3 * *"]],
      ["schedule-words", ["hourly at 61", "every 1 fortnight"]],
      ["schedule-too-often", ["every 0 h", "every 1 s"]],
      ["schedule-never", ["0 0 31 2 *"]],
      ["schedule-times", ["61 * * * *", "a b c d e"]],
    ];
    for (const [code, all] of refusals) {
      for (const words of all) {
        assert.throws(
          () => parseTimes(words, "UTC", anchor),
          (error) => error instanceof ResteraError && error.code === code,
          words,
        );
      }
    }
  });

  it("of day come right after the gap of spring, and once in the hour that autumn repeats", () => {
    assert.deepEqual(following("daily at 02:30", "2026-03-28T00:00:00Z", 3, "Europe/Paris"), [
      "2026-03-28T01:30",
      "2026-03-29T01:00",
      "2026-03-30T00:30",
    ]);
    assert.deepEqual(following("daily at 02:30", "2026-10-24T12:00:00Z", 2, "Europe/Paris"), [
      "2026-10-25T00:30",
      "2026-10-26T01:30",
    ]);
    assert.deepEqual(following("daily at 03:00", "2026-03-28T12:00:00Z", 1, "Europe/Paris"), [
      "2026-03-29T01:00",
    ]);
  });

  it("of every hour neither miss nor repeat one at either change of the clocks", () => {
    for (const day of ["2026-03-29", "2026-10-25"]) {
      const found = following("hourly", `${day}T00:00:00Z`, 4, "Europe/Paris");
      assert.deepEqual(
        found,
        [1, 2, 3, 4].map((hour) => `${day}T0${hour}:00`),
      );
    }
  });

  it("look back as they look forward, all through a year", () => {
    for (const words of [
      "hourly",
      "daily at 02:30",
      "weekly on sunday at 02:00",
      "*/7 1-3 * * *",
    ]) {
      const times = parseTimes(words, "America/New_York", anchor);
      let ms = times.next(Date.parse("2026-01-05T00:00:00Z"))!;
      for (let i = 0; i < 400; i++) {
        const next = times.next(ms)!;
        assert.equal(iso(times.latest(next - 1)), iso(ms), words);
        assert.equal(iso(times.latest(ms)), iso(ms), words);
        // In steps of a week and a day, so that both changes of the clocks are passed.
        ms = i % 3 === 0 ? times.next(next + 5 * 86_400_000)! : next;
      }
    }
  });
});
