import assert from "node:assert/strict";
import { test } from "node:test";
import {
  formatCalendarDuration,
  isZeroDuration,
  parseCalendarDuration,
} from "./calendar-duration.ts";
import { ResteraError } from "./errors.ts";

test("units come in any order, the last of a kind counts", () => {
  assert.deepEqual(parseCalendarDuration(" 1y5m7d2h "), { years: 1, months: 5, days: 7, hours: 2 });
  assert.equal(formatCalendarDuration(parseCalendarDuration("2h7d1y0m3h")), "1y7d3h");
  assert.equal(isZeroDuration(parseCalendarDuration("")), true);
  assert.equal(isZeroDuration(parseCalendarDuration("0d")), true);
});

test("anything else is refused", () => {
  for (const text of ["5", "d", "1w", "1y 2m", "-1d", "1.5d", "1D"]) {
    assert.throws(() => parseCalendarDuration(text), ResteraError, text);
  }
});
