import type { Json } from "../json.ts";

/**
 * Milliseconds since 1970 of RFC 3339, SQL's form (without a zone it is UTC), Java's list of numbers, or milliseconds since 1970.
 * Throws an Error for what is none of these; nothing for null.
 */
export function momentFrom(value: Json | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isFinite(value)) return Math.round(value);
  let ms = Number.NaN;
  if (typeof value === "string" && /^\d{4}-\d\d-\d\d/.test(value)) {
    const text = value
      .trim()
      .replace(" ", "T")
      .replace(/(\.\d{3})\d+/, "$1");
    const isDay = text.length === 10;
    ms = Date.parse(isDay || /(?:Z|[+-]\d\d:?(?:\d\d)?)$/i.test(text) ? text : `${text}Z`);
  } else if (Array.isArray(value) && value.every((each) => typeof each === "number")) {
    const [year = Number.NaN, month = 1, day = 1, hour = 0, minute = 0, second = 0, nano = 0] =
      value;
    ms = Date.UTC(year, month - 1, day, hour, minute, second, Math.floor(nano / 1e6));
  }
  if (Number.isNaN(ms)) throw new Error("a time of it is no moment");
  return ms;
}
