import { localOffsetSeconds } from "./local-offset.ts";

/**
 * RFC 3339 as Go's `time.Time` writes and reads it in JSON: up to nine digits of a second, trailing zeros
 * trimmed, `Z` or an offset in minutes. Days are not checked against the month.
 */
export const goTimePattern =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d+))?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

/** What Go writes for a time that was never set. */
export const goZeroTime = "0001-01-01T00:00:00Z";

const nanosecondsPerSecond = 1_000_000_000;
const maxInt64 = 2n ** 63n - 1n;
const minInt64 = -(2n ** 63n);
const cacheLimit = 20_000;

/** The parts of a second's text around the fraction, for a whole second since 1970. */
interface SecondText {
  readonly head: string;
  readonly zone: string;
}

const secondTexts = new Map<number, SecondText>();
let lastSecond = Number.NaN;
let lastText: SecondText = { head: "", zone: "" };

// One nanosecond count, seen as two halves: dividing a bigint costs ten times as much.
const scratch = new DataView(new ArrayBuffer(8));

/**
 * Writes nanoseconds since 1970 (`mtimeNs` of `fs.BigIntStats`) as restic does, in the process's own
 * time zone: `2024-07-03T11:46:40.12345678+02:00`. Years past 9999 become 9999 and years before 0
 * become 0, as in restic.
 */
export function formatGoTime(nanoseconds: bigint): string {
  if (nanoseconds > maxInt64 || nanoseconds < minInt64) return formatFar(nanoseconds);
  scratch.setBigInt64(0, nanoseconds, true);
  const low = scratch.getUint32(0, true);
  const high = scratch.getInt32(4, true);
  // The double is off by less than a microsecond, so the quotient is off by at most one; the
  // remainder, exact modulo 2^32, shows which way.
  let second = Math.floor((high * 0x1_0000_0000 + low) / nanosecondsPerSecond);
  let fraction = (low - Math.imul(second, nanosecondsPerSecond)) | 0;
  if (fraction < 0) {
    second -= 1;
    fraction += nanosecondsPerSecond;
  } else if (fraction >= nanosecondsPerSecond) {
    second += 1;
    fraction -= nanosecondsPerSecond;
  }
  return joinTime(second, fraction);
}

/** Only some file systems hold times that do not fit 64 bits of nanoseconds (before 1677, after 2262). */
function formatFar(nanoseconds: bigint): string {
  const fraction = ((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  return joinTime(Number((nanoseconds - fraction) / 1_000_000_000n), Number(fraction));
}

function joinTime(second: number, fraction: number): string {
  if (second !== lastSecond) {
    lastText = secondText(second);
    lastSecond = second;
  }
  if (fraction === 0) return lastText.head + lastText.zone;
  return `${lastText.head}.${trimmedFraction(fraction)}${lastText.zone}`;
}

function trimmedFraction(fraction: number): string {
  const digits = String(fraction + nanosecondsPerSecond);
  let end = 10;
  while (digits.charCodeAt(end - 1) === 0x30) end -= 1;
  return digits.slice(1, end);
}

function secondText(second: number): SecondText {
  let text = secondTexts.get(second);
  if (text === undefined) {
    text = renderSecond(second);
    if (secondTexts.size >= cacheLimit) secondTexts.clear();
    secondTexts.set(second, text);
  }
  return text;
}

function renderSecond(second: number): SecondText {
  const offset = localOffsetSeconds(second);
  const iso = new Date(nearSecond(second + offset) * 1000).toISOString();
  // Years outside 0 to 9999 have a sign and six digits.
  if (iso.length !== 24 || isFar(second + offset)) return renderSecond(clampYear(second));
  return { head: iso.slice(0, 19), zone: zoneText(offset) };
}

/** Go cuts offsets of old local mean times to minutes: Paris was `+00:09` until 1911, not 9 min 21 s. */
function zoneText(offsetSeconds: number): string {
  if (offsetSeconds === 0) return "Z";
  const minutes = Math.trunc(Math.abs(offsetSeconds) / 60);
  const sign = offsetSeconds <= -60 ? "-" : "+";
  return `${sign}${twoDigits(Math.trunc(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

const secondsPer400Years = 146_097 * 86_400;
const maxDateSecond = 8_640_000_000_000;

function isFar(second: number): boolean {
  return Math.abs(second) > maxDateSecond;
}

/** A second that `Date` can hold; the calendar repeats every 400 years. */
function nearSecond(second: number): number {
  return isFar(second)
    ? (second % secondsPer400Years) + Math.sign(second) * secondsPer400Years * 50
    : second;
}

/** The same local month, day and time of day in the year 0 or 9999. */
function clampYear(second: number): number {
  const date = new Date(nearSecond(second) * 1000);
  const year = second < 0 ? 0 : 9999;
  return date.setFullYear(year, date.getMonth(), date.getDate()) / 1000;
}

/** Nanoseconds since 1970 of a time in RFC 3339, or undefined when `text` is none. */
export function parseGoTime(text: string): bigint | undefined {
  const match = goTimePattern.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, sign, zoneHour, zoneMinute] = match;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute), Number(second));
  const zoneMinutes = sign === undefined ? 0 : Number(zoneHour) * 60 + Number(zoneMinute);
  const offsetMs = (sign === "-" ? -zoneMinutes : zoneMinutes) * 60_000;
  const nanoseconds = (fraction ?? "").slice(0, 9).padEnd(9, "0");
  return BigInt(date.getTime() - offsetMs) * 1_000_000n + BigInt(nanoseconds);
}

/** Zeros at the end of the fraction, digits after its ninth, or an offset of nothing. */
const notAsGoWrites = /\.\d*0(?:Z|[+-])|\.\d{10}|[+-]00:00$/;

/** A time that others wrote, as Go would write it again: `…:08.300+00:00` becomes `…:08.3Z`. What is no time stays as it is. */
export function canonicalGoTime(text: string): string {
  if (!notAsGoWrites.test(text) || !goTimePattern.test(text)) return text;
  const seconds = text.slice(0, 19);
  const zone = /(?:Z|[+-]\d\d:\d\d)$/.exec(text)![0];
  const fraction = text.slice(20, -zone.length).slice(0, 9).replace(/0+$/, "");
  const shown = zone.endsWith("00:00") ? "Z" : zone;
  return `${seconds}${fraction === "" ? "" : "."}${fraction}${shown}`;
}
