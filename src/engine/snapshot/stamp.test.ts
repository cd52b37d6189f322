import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { parseCalendarDuration } from "../../foundation/calendar-duration.ts";
import { parseStamp, subtractDuration } from "./stamp.ts";

test("a stamp shows the clock of its own zone", () => {
  const stamp = parseStamp("2024-01-01T00:30:00.5+05:30");
  assert.equal(stamp.wall.toISOString(), "2024-01-01T00:30:00.000Z");
  assert.equal(stamp.nanoseconds, BigInt(Date.UTC(2023, 11, 31, 19)) * 1_000_000n + 500_000_000n);
});

test("a duration is taken off by the calendar, hours by the clock", () => {
  const before = (time: string, duration: string): bigint =>
    subtractDuration(parseStamp(time), parseCalendarDuration(duration));
  const at = (time: string): bigint => parseStamp(time).nanoseconds;
  assert.equal(before("2024-03-31T12:00:00.5Z", "1m"), at("2024-03-02T12:00:00.5Z"));
  assert.equal(before("2024-02-29T12:00:00+01:00", "1y"), at("2023-03-01T12:00:00+01:00"));
  assert.equal(before("2024-01-01T01:00:00Z", "1y1m1d2h"), at("2022-11-29T23:00:00Z"));
});

test("in the local zone the clock keeps its time over daylight saving", () => {
  const module = new URL("stamp.ts", import.meta.url).href;
  const script = `
    const { parseStamp, subtractDuration } = await import("${module}");
    const halfYear = { years: 0, months: 6, days: 0, hours: 0 };
    for (const time of ["2024-07-01T12:00:00+02:00", "2024-07-01T12:00:00+03:00", "2024-09-30T02:30:00+02:00"])
      console.log(String(subtractDuration(parseStamp(time), halfYear) / 1000000n));`;
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    env: { TZ: "Europe/Paris" },
  });
  const times = output
    .trim()
    .split("\n")
    .map((text) => new Date(Number(text)).toISOString());
  assert.deepEqual(times, [
    "2024-01-01T11:00:00.000Z", // +01:00 in winter
    "2024-01-01T09:00:00.000Z", // a foreign offset stays
    "2024-03-30T01:30:00.000Z",
  ]);
});
