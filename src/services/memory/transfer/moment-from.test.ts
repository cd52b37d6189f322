import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { momentFrom } from "./moment-from.ts";

describe("a time of an imported row", () => {
  const second = Date.UTC(2024, 10, 21, 14, 40);

  it("is a number of the unit that its size shows", () => {
    assert.equal(momentFrom(1_732_200_000), second);
    // Jackson writes an Instant so.
    assert.equal(momentFrom(1_732_200_000.123), second + 123);
    assert.equal(momentFrom(1_732_200_000_123), second + 123);
    assert.equal(momentFrom("1732200000123"), second + 123);
    assert.equal(momentFrom(1_732_200_000_123_456), second + 123);
    assert.equal(momentFrom(1_732_200_000_123_456_800), second + 123);
    assert.equal(momentFrom(-86_400), Date.UTC(1969, 11, 31));
  });

  it("is what databases and Java write", () => {
    const same = [
      "2024-11-21T14:40:00.123Z",
      "2024-11-21 14:40:00.123456",
      "2024-11-21 15:40:00.123456+01",
      "2024-11-21T10:10:00.123-04:30",
      "2024-11-21T10:10:00.123-0430",
      "2024-11-21T15:40:00.123+01:00[Europe/Paris]",
      "2024-11-21 14:40:00.123 UTC",
      "2024-11-21T14:40:00,123",
    ];
    for (const text of same) assert.equal(momentFrom(text), second + 123, text);
    assert.equal(momentFrom([2024, 11, 21, 14, 40]), second);
    assert.equal(momentFrom("2024-11-21T14:40"), second);
    assert.equal(momentFrom("2024-02-29"), Date.UTC(2024, 1, 29));
    for (const ms of [Date.UTC(56_861, 2, 26), -62_198_755_200_000]) {
      assert.equal(momentFrom(new Date(ms).toISOString()), ms);
    }
  });

  it("is never another day than the one that is written", () => {
    const none = [
      ...["2026-02-30", "2026-13-01", "2026-00-10", "2026-01-01T25:00:00Z", "2026-01-01T10:61"],
      ...["yesterday", "", "2026", "2026-01-01T10:00:00 Paris", [2026, 2, 30], [2026, 13, 1], []],
      ...[true, {}, ["2026"]],
    ];
    for (const each of none)
      assert.throws(() => momentFrom(each), /no moment/, JSON.stringify(each));
  });
});
