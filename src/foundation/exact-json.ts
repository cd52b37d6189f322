declare global {
  // As V8 has them (TC39's JSON.parse source text access); TypeScript's libraries do not know them yet.
  interface JSON {
    rawJSON(text: string): RawNumber;
    isRawJSON(value: unknown): value is RawNumber;
  }
}

/** A number as it was written; `JSON.stringify` writes it so again. */
interface RawNumber {
  readonly rawJSON: string;
}

/** What may be a number that a double cannot hold: many digits, or a large exponent. */
const suspicious = /[\d.]{16}|\d[eE][+-]?\d{2}/;
/** So many digits survive a double, whatever they are. */
const safeLength = 15;

type Reviver = (
  this: unknown,
  key: string,
  value: unknown,
  context: { source?: string },
) => unknown;

/**
 * `JSON.parse` that loses no digit: a number that a double cannot hold, such as nanoseconds since 1970 or 1e400, stays as it is written, as
 * a `RawNumber`. Throws what `JSON.parse` throws.
 */
export function parseExactJson(text: string): unknown {
  if (!suspicious.test(text)) return JSON.parse(text) as unknown;
  const keep: Reviver = (_, value, { source }) =>
    typeof value === "number" && source !== undefined && !isSame(source, value)
      ? JSON.rawJSON(source)
      : value;
  return JSON.parse(text, keep as (key: string, value: unknown) => unknown) as unknown;
}

/** The same value with numbers of the language, as near as they come. */
export function withPlainNumbers<Value>(value: Value): Value {
  return plain(value) as Value;
}

function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (JSON.isRawJSON(value)) return Number(value.rawJSON);
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}

function isSame(source: string, value: number): boolean {
  if (source.length <= safeLength && !/[eE]/.test(source)) return true;
  return decimalOf(source) === decimalOf(String(value));
}

/** A number's digits without zeros at the ends, and where its point is. */
function decimalOf(text: string): string | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const digits = (whole + fraction).replace(/^0+/, "");
  const short = digits.replace(/0+$/, "");
  if (short === "") return "0";
  const power = Number(exponent) - fraction.length + digits.length - short.length;
  return `${sign}${short}e${power}`;
}
