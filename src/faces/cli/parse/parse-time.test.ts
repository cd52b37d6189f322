import assert from "node:assert/strict";
import { it } from "node:test";
import { parseTime } from "./parse-time.ts";

it("parseTime: local time gets the zone of that day", () => {
  const zone = process.env.TZ;
  process.env.TZ = "Europe/Paris";
  try {
    assert.equal(parseTime("2026-01-31 22:00:00"), "2026-01-31T22:00:00+01:00");
    assert.equal(parseTime("2026-07-31 22:00:00"), "2026-07-31T22:00:00+02:00");
    assert.equal(parseTime("2026-07-31"), "2026-07-31T00:00:00+02:00");
  } finally {
    if (zone === undefined) {
      delete process.env.TZ;
    } else {
      process.env.TZ = zone;
    }
  }
});

it("parseTime: RFC 3339 stays, with its zone and its fraction", () => {
  assert.equal(parseTime("2026-01-31T22:00:00.5Z"), "2026-01-31T22:00:00.5Z");
  assert.equal(parseTime("2026-01-31T22:00:00-03:30"), "2026-01-31T22:00:00-03:30");
});

it("parseTime: what is no moment is nothing", () => {
  for (const text of ["", "soon", "2026-02-31", "2026-01-31 25:00:00", "31/01/2026"]) {
    assert.equal(parseTime(text), undefined, text);
  }
});
