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

/** A number of a document, as JavaScript takes it and as it is written. */
export interface WrittenNumber {
  readonly value: number;
  readonly source: string;
  /** The object or list that has it, and where. */
  readonly holder: object;
  readonly key: string;
}

/** Anything shorter, without an exponent, is the same number for a double; in a text it only costs a closer look. */
const suspicious = /(?:^|[\s:,[])-?(?:[\d.]{16}|\d[\d.]*[eE])/;

/**
 * `JSON.parse` in which `each` says what its numbers become; it need not be asked where a double surely holds all of them. Throws what
 * `JSON.parse` throws.
 */
export function parseWithNumbers(text: string, each: (number: WrittenNumber) => unknown): unknown {
  if (!suspicious.test(text)) return JSON.parse(text) as unknown;
  const revive = function (
    this: object,
    key: string,
    value: unknown,
    { source = "" }: { readonly source?: string } = {},
  ): unknown {
    return typeof value === "number" ? each({ value, source, holder: this, key }) : value;
  };
  return JSON.parse(text, revive) as unknown;
}

/** True when the number would be written again with the digits that it has here. */
export function keepsDigits(value: number, source: string): boolean {
  return Number.isFinite(value) && digitsOf(source) === digitsOf(String(value));
}

/** A number without zeros around it, and how many places it is moved; the same for every way to write it. */
export function digitsOf(number: string): string {
  const [mantissa = "", exponent = "0"] = number.replace(/^-/, "").toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = (whole + fraction).replace(/^0+/, "");
  if (digits === "") return "0";
  const trimmed = digits.replace(/0+$/, "");
  return `${trimmed}e${Number(exponent) - fraction.length + digits.length - trimmed.length}`;
}

/**
 * `JSON.parse` that loses no digit: a number that a double cannot hold, such as nanoseconds since 1970 or 1e400, stays as it is written, as
 * a `RawNumber`. Throws what `JSON.parse` throws.
 */
export function parseExactJson(text: string): unknown {
  return parseWithNumbers(text, ({ value, source }) =>
    keepsDigits(value, source) ? value : JSON.rawJSON(source),
  );
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
