import assert from "node:assert/strict";
import { test } from "node:test";
import { ResteraError } from "./errors.ts";
import { parseDuration } from "./parse-duration.ts";

test("durations are written as in Go", () => {
  const durations: [string, number][] = [
    ["0", 0],
    ["5m", 300_000],
    ["1h30m", 5_400_000],
    ["1.5s", 1500],
    [".5s", 500],
    ["1.s", 1000],
    ["20ms", 20],
    ["2h", 7_200_000],
    ["-1m", -60_000],
    ["250us", 0.25],
  ];
  for (const [text, milliseconds] of durations) {
    assert.equal(parseDuration(text), milliseconds, text);
  }
});

test("anything else is refused", () => {
  for (const text of ["", "5", "m", "1d", "5 m", "1h-5m", ".s", "-"]) {
    assert.throws(() => parseDuration(text), ResteraError, text);
  }
});
