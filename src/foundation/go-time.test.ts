import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { canonicalGoTime, goTimePattern, parseGoTime } from "./go-time.ts";

const second = 1_000_000_000n;
const moduleUrl = new URL("./go-time.ts", import.meta.url).href;

/** Formats in a process of its own, because a process has one time zone. */
function formatIn(zone: string, times: readonly bigint[]): string[] {
  const script = `
    const { formatGoTime } = await import(process.argv[1]);
    const times = process.argv.slice(2).map(BigInt);
    console.log(JSON.stringify(times.map(formatGoTime)));`;
  const output = execFileSync(
    process.execPath,
    ["--input-type=module", "-e", script, moduleUrl, ...times.map(String)],
    { env: { TZ: zone }, encoding: "utf8" },
  );
  return JSON.parse(output) as string[];
}

test("UTC is Z, and trailing zeros of the fraction are trimmed", () => {
  const base = 1_700_000_000n * second;
  assert.deepEqual(formatIn("UTC", [base, base + 1n, base + 120_000_000n, base + 999_999_999n]), [
    "2023-11-14T22:13:20Z",
    "2023-11-14T22:13:20.000000001Z",
    "2023-11-14T22:13:20.12Z",
    "2023-11-14T22:13:20.999999999Z",
  ]);
});

test("times before 1970 count down to the right second", () => {
  assert.deepEqual(formatIn("UTC", [-1n, -second, -second - 1n, -315_619_200n * second]), [
    "1969-12-31T23:59:59.999999999Z",
    "1969-12-31T23:59:59Z",
    "1969-12-31T23:59:58.999999999Z",
    "1960-01-01T00:00:00Z",
  ]);
});

test("daylight saving changes at the right instant", () => {
  const spring = 1_711_846_800n * second;
  const autumn = 1_729_990_800n * second;
  assert.deepEqual(formatIn("Europe/Paris", [spring - 1n, spring, autumn - 1n, autumn]), [
    "2024-03-31T01:59:59.999999999+01:00",
    "2024-03-31T03:00:00+02:00",
    "2024-10-27T02:59:59.999999999+02:00",
    "2024-10-27T02:00:00+01:00",
  ]);
});

test("an hour within which the clocks change is not taken for one offset", () => {
  // Lord Howe moves by half an hour, at 15:30 UTC.
  const change = 1_696_087_800n * second;
  assert.deepEqual(formatIn("Australia/Lord_Howe", [change - second, change]), [
    "2023-10-01T01:59:59+10:30",
    "2023-10-01T02:30:00+11:00",
  ]);
});

test("local mean time keeps its seconds, its offset is cut to minutes, as Go prints it", () => {
  assert.deepEqual(formatIn("Europe/Paris", [-2_051_222_393n * second + 123_456_780n]), [
    "1905-01-01T00:09:28.12345678+00:09",
  ]);
  assert.deepEqual(formatIn("America/New_York", [-3_000_000_000n * second]), [
    "1874-12-07T13:43:58-04:56",
  ]);
});

test("years that RFC 3339 cannot write are moved to 9999 and 0, as restic does", () => {
  const far = [316_952_611_200n, 317_278_688_523n, -74_784_898_677n].map((time) => time * second);
  assert.deepEqual(formatIn("UTC", [15_000_000_000n * second + 5n, ...far, -(2n ** 70n)]), [
    "2445-05-01T02:40:00.000000005Z",
    "9999-10-30T00:00:00Z",
    "9999-03-01T01:02:03Z",
    "0000-02-29T01:02:03Z",
    "0000-07-17T03:08:02.588696576Z",
  ]);
});

test("parsing is the inverse, whatever the offset", () => {
  const times: [string, bigint][] = [
    ["1970-01-01T00:00:00Z", 0n],
    ["1969-12-31T23:59:59.999999999Z", -1n],
    ["2024-07-03T11:46:40.12345678+02:00", 1_720_000_000n * second + 123_456_780n],
    ["2024-07-03T04:16:40.5-05:30", 1_720_000_000n * second + 500_000_000n],
    ["2445-05-01T02:40:00Z", 15_000_000_000n * second],
    ["0001-01-01T00:00:00Z", -62_135_596_800n * second],
  ];
  for (const [text, nanoseconds] of times) assert.equal(parseGoTime(text), nanoseconds, text);
});

test("what is not RFC 3339 is not a time", () => {
  const wrong = ["", "2024", "2024-13-01T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T00:00:00"];
  for (const text of [
    ...wrong,
    "2024-01-01 00:00:00Z",
    "2024-01-01T00:00:00+1:00",
    "12024-01-01T00:00:00Z",
  ]) {
    assert.equal(parseGoTime(text), undefined, text);
    assert.equal(goTimePattern.test(text), false, text);
  }
});

test("a time that others wrote is written as Go writes it", () => {
  for (const [text, wanted] of [
    ["2006-10-28T09:08:51.300-03:30", "2006-10-28T09:08:51.3-03:30"],
    ["2006-10-28T09:08:51.000000000+02:00", "2006-10-28T09:08:51+02:00"],
    ["2006-10-28T09:08:50.1234567891Z", "2006-10-28T09:08:50.123456789Z"],
    ["2006-10-28T09:08:50.1+00:00", "2006-10-28T09:08:50.1Z"],
    ["2006-10-28T09:08:50-00:00", "2006-10-28T09:08:50Z"],
    ["2006-10-28T09:08:50Z", "2006-10-28T09:08:50Z"],
    ["2006-10-28T09:08:00.0102+10:00", "2006-10-28T09:08:00.0102+10:00"],
    ["no time.10Z", "no time.10Z"],
  ] as const) {
    assert.equal(canonicalGoTime(text), wanted);
  }
});
