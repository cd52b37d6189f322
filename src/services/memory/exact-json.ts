import type { Json } from "./json.ts";

/** A number of a document that JavaScript would round, and where it stands. */
export interface InexactNumber {
  readonly holder: { [key: string]: Json };
  readonly key: string;
  /** As it is written. */
  readonly source: string;
}

const digitsOfDouble = 17;
/** Anything shorter, without an exponent, is exact; in a text it only costs a closer look. */
const suspicious = /(?:^|[\s:,[])-?(?:[\d.]{16}|\d[\d.]*[eE])/;

/** `JSON.parse`, with a list of the numbers that became other ones. Throws SyntaxError. */
export function parseExactJson(text: string): {
  readonly value: Json;
  readonly inexact: readonly InexactNumber[];
} {
  if (!suspicious.test(text)) return { value: JSON.parse(text) as Json, inexact: [] };
  const inexact: InexactNumber[] = [];
  const note = function (
    this: InexactNumber["holder"],
    key: string,
    value: Json,
    { source = "" }: { readonly source?: string } = {},
  ): Json {
    if (typeof value === "number" && !isExact(value, source)) {
      inexact.push({ holder: this, key, source });
    }
    return value;
  };
  return { value: JSON.parse(text, note) as Json, inexact };
}

/** `JSON.parse`, but numbers that it would round are texts with all their digits. Throws SyntaxError. */
export function parseKeepingDigits(text: string): Json {
  const { value, inexact } = parseExactJson(text);
  if (typeof value !== "object" && inexact[0] !== undefined) return inexact[0].source;
  for (const { holder, key, source } of inexact) holder[key] = source;
  return value;
}

/** True when the number would be written again with the digits that it has here. */
function isExact(value: number, source: string): boolean {
  if (!Number.isFinite(value)) return false;
  const written = digitsOf(source);
  if (written === digitsOf(String(value))) return true;
  // Of an integer every digit counts; elsewhere 17 are what other languages may write of the same number.
  return !/^-?\d+$/.test(source) && written === digitsOf(value.toPrecision(digitsOfDouble));
}

/** A number without zeros around it, and how many places it is moved. */
function digitsOf(number: string): string {
  const [mantissa = "", exponent = "0"] = number.replace(/^-/, "").toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = (whole + fraction).replace(/^0+/, "");
  if (digits === "") return "0";
  const trimmed = digits.replace(/0+$/, "");
  return `${trimmed}e${Number(exponent) - fraction.length + digits.length - trimmed.length}`;
}
