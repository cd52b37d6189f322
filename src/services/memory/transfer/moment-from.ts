import type { Json } from "../json.ts";

/** A number of milliseconds before this would be a time before March 1973: it counts seconds, which then end in the year 5138. */
const leastMs = 1e11;
/** Milliseconds would be later than the year 5138, and the same again: finer units. */
const [leastMicroseconds, leastNanoseconds] = [1e14, 1e17];

/**
 * Milliseconds since 1970 of RFC 3339, SQL's form (without a zone it is UTC), Java's list of numbers, or a number of seconds (as Java's and
 * Python's JSON has them), milliseconds, microseconds or nanoseconds since 1970, told by its size. Throws an Error for what is none
 * of these, and for days that no calendar has; nothing for null.
 */
export function momentFrom(value: Json | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  let ms = Number.NaN;
  if (typeof value === "number") ms = momentOfNumber(value);
  else if (typeof value === "string") ms = momentOfText(value.trim());
  else if (Array.isArray(value) && value.every((each) => typeof each === "number")) {
    const [year = Number.NaN, month = 1, day = 1, hour = 0, minute = 0, second = 0, nano = 0] =
      value;
    ms = momentOfParts([year, month, day, hour, minute, second, Math.floor(nano / 1e6)]);
  }
  if (Number.isNaN(ms)) throw new Error("a time of it is no moment");
  return ms;
}

function momentOfNumber(value: number): number {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return Number.NaN;
  if (size < leastMs) return Math.round(value * 1000);
  if (size < leastMicroseconds) return Math.round(value);
  return Math.floor(size < leastNanoseconds ? value / 1e3 : value / 1e6);
}

const day = /^(?<year>\d{4}|[+-]\d{6})-(?<month>\d\d)-(?<day>\d\d)/;
const clock = /(?:[T ](?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,](?<part>\d+))?)?)?/i;
/** Databases write `+01`; Java puts a zone's name behind it. */
const zone =
  /(?: ?(?:Z|UTC|(?<sign>[+-])(?<zoneHour>\d\d)(?::?(?<zoneMinute>\d\d))?))?(?:\[[^\]]+\])?$/i;
const form = new RegExp(day.source + clock.source + zone.source, "i");

function momentOfText(text: string): number {
  // A number in a text: a column of H2's that is a BIGINT.
  if (/^-?\d{9,}(?:\.\d+)?$/.test(text)) return momentOfNumber(Number(text));
  const { groups } = form.exec(text) ?? {};
  if (groups === undefined) return Number.NaN;
  const numbers = ["year", "month", "day", "hour", "minute", "second"].map((name) =>
    Number(groups[name] ?? 0),
  );
  const thousandths = Number((groups["part"] ?? "").slice(0, 3).padEnd(3, "0"));
  const [zoneHours, zoneMinutes] = [groups["zoneHour"], groups["zoneMinute"]].map((each) =>
    Number(each ?? 0),
  );
  const ahead = (zoneHours! * 60 + zoneMinutes!) * (groups["sign"] === "-" ? -1 : 1);
  return momentOfParts([...numbers, thousandths]) - ahead * 60_000;
}

/** Year, month, day, hour, minute, second and thousandths, in UTC; NaN where no calendar or clock has them. */
function momentOfParts(parts: readonly number[]): number {
  const [year, month, monthDay, hour, minute, second, thousandths] = parts as [
    ...[year: number, month: number, monthDay: number, hour: number, minute: number],
    ...[second: number, thousandths: number],
  ];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, monthDay);
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === monthDay;
  // A minute may have a 61st second, and a day may end at 24:00.
  const isClock = minute <= 59 && second <= 60 && (hour <= 23 || (hour === 24 && minute === 0));
  if (!isDay || !isClock) return Number.NaN;
  return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + thousandths;
}
