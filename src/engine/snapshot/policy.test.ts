import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCalendarDuration } from "../../foundation/calendar-duration.ts";
import { ResteraError } from "../../foundation/errors.ts";
import {
  applyPolicy,
  isEmptyPolicy,
  parseKeepCount,
  unlimited,
  type KeepPolicy,
} from "./policy.ts";
import type { Snapshot } from "./snapshot.ts";

function make(time: string, tags: readonly string[] = []): Snapshot {
  const fixed = { tree: "", username: "", hostname: "h", paths: ["/a"] };
  return { ...fixed, id: time, time, tags };
}

/** What stays of snapshots at these times: the time and why, newest first. */
function keep(times: readonly string[], policy: KeepPolicy): string[] {
  const { reasons } = applyPolicy(
    times.map((time) => make(time)),
    policy,
  );
  return reasons.map(({ snapshot, matches }) => `${snapshot.time} ${matches.join(", ")}`);
}

const hours = ["2024-03-10T08:10:00Z", "2024-03-10T08:50:00Z", "2024-03-10T09:00:00Z"];

test("nothing is decided about nothing", () => {
  assert.deepEqual(applyPolicy([], { last: 1 }), { keep: [], remove: [], reasons: [] });
});

test("the newest of each period stays, as often as was asked", () => {
  assert.deepEqual(keep(hours, { last: 1 }), ["2024-03-10T09:00:00Z last snapshot"]);
  assert.deepEqual(keep([...hours, "2024-03-09T23:00:00Z"], { hourly: 2 }), [
    "2024-03-10T09:00:00Z hourly snapshot",
    "2024-03-10T08:50:00Z hourly snapshot",
  ]);
  assert.deepEqual(keep(["2023-06-01T00:00:00Z", ...hours], { yearly: 1, monthly: 1 }), [
    "2024-03-10T09:00:00Z monthly snapshot, yearly snapshot",
  ]);
});

test("the oldest stays too while a count is left", () => {
  assert.deepEqual(keep(hours, { daily: 2 }), [
    "2024-03-10T09:00:00Z daily snapshot",
    "2024-03-10T08:10:00Z oldest daily snapshot",
  ]);
  assert.deepEqual(keep(hours, { daily: 1 }), ["2024-03-10T09:00:00Z daily snapshot"]);
});

test("unlimited keeps every period, and is never used up", () => {
  const { reasons, remove } = applyPolicy(
    hours.map((time) => make(time)),
    { hourly: unlimited, daily: 1 },
  );
  assert.deepEqual(
    reasons.map(({ counters }) => counters),
    [{ hourly: unlimited }, { hourly: unlimited }, { hourly: unlimited }],
  );
  assert.deepEqual(remove, []);
});

test("counters say what is left after each snapshot", () => {
  const { reasons } = applyPolicy(
    hours.map((time) => make(time)),
    { last: 3, hourly: 2 },
  );
  assert.deepEqual(
    reasons.map(({ counters }) => counters),
    [{ last: 2, hourly: 1 }, { last: 1 }, {}],
  );
});

test("weeks are those of ISO 8601, over the turn of the year", () => {
  const days = ["2020-12-27", "2020-12-28", "2021-01-03", "2021-01-04"];
  const kept = keep(
    days.map((day) => `${day}T12:00:00Z`),
    { weekly: 3 },
  );
  assert.deepEqual(kept, [
    "2021-01-04T12:00:00Z weekly snapshot",
    "2021-01-03T12:00:00Z weekly snapshot",
    "2020-12-27T12:00:00Z weekly snapshot",
  ]);
});

test("periods go by the clock of the snapshot's own zone", () => {
  const sameDay = ["2024-03-10T00:30:00+02:00", "2024-03-10T23:30:00-05:00"];
  assert.deepEqual(keep(sameDay, { daily: 1 }).length, 1);
  const sameDayInUtc = ["2024-03-10T20:00:00Z", "2024-03-11T01:00:00+05:30"];
  assert.equal(keep([...sameDayInUtc, "2023-01-01T00:00:00Z"], { daily: 2 }).length, 2);
});

test("within is measured by the calendar from the newest that is not in the future", () => {
  const within = parseCalendarDuration("1m");
  const times = ["2999-01-01T00:00:00Z", "2024-03-31T12:00:00Z", "2024-03-02T12:00:00.1Z"];
  // A month before 31 March is 31 February, that is 2 March.
  assert.deepEqual(keep([...times, "2024-03-02T12:00:00Z"], { within }), [
    "2999-01-01T00:00:00Z within 1m",
    "2024-03-31T12:00:00Z within 1m",
    "2024-03-02T12:00:00.1Z within 1m",
  ]);
});

test("within a duration, one of each period stays", () => {
  const withinDaily = parseCalendarDuration("2d");
  assert.deepEqual(
    keep(["2024-03-07T00:00:00Z", "2024-03-09T07:00:00Z", ...hours], { withinDaily }),
    ["2024-03-10T09:00:00Z daily within 2d", "2024-03-09T07:00:00Z daily within 2d"],
  );
  assert.deepEqual(keep(hours, { withinDaily }), [
    "2024-03-10T09:00:00Z daily within 2d",
    "2024-03-10T08:10:00Z oldest daily within 2d",
  ]);
});

test("when all are in the future, all are within", () => {
  assert.equal(keep(["2999-01-01T00:00:00Z"], { within: parseCalendarDuration("1h") }).length, 1);
});

test("tags keep what has all of one list", () => {
  const snapshots = [make("2024-01-03T00:00:00Z", ["a", "b"]), make("2024-01-02T00:00:00Z", ["a"])];
  const { reasons, remove } = applyPolicy(snapshots, { tags: [["a", "b"], ["b"]] });
  assert.deepEqual(
    reasons.map(({ matches }) => matches),
    [["has tags [a, b]", "has tags [b]"]],
  );
  assert.equal(remove.length, 1);
});

test("a policy that asks for nothing is empty", () => {
  assert.equal(isEmptyPolicy({}), true);
  assert.equal(isEmptyPolicy({ last: 0, tags: [], withinDaily: parseCalendarDuration("") }), true);
  assert.equal(isEmptyPolicy({ last: unlimited }), false);
  assert.equal(isEmptyPolicy({ withinYearly: parseCalendarDuration("1h") }), false);
  assert.equal(isEmptyPolicy({ tags: [[""]] }), false);
});

test("counts are numbers or unlimited", () => {
  assert.deepEqual(["0", "12", "unlimited"].map(parseKeepCount), [0, 12, unlimited]);
  for (const text of ["-1", "x", "", "1.5"])
    assert.throws(() => parseKeepCount(text), ResteraError);
});
