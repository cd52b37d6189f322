import { digitsOf, keepsDigits, parseWithNumbers } from "../../foundation/exact-json.ts";
import type { Json } from "./json.ts";

/** A number of a document that JavaScript would round, and where it stands. */
export interface InexactNumber {
  readonly holder: { [key: string]: Json };
  readonly key: string;
  /** As it is written. */
  readonly source: string;
}

const digitsOfDouble = 17;

/** `JSON.parse`, with a list of the numbers that became other ones. Throws SyntaxError. */
export function parseNotingInexact(text: string): {
  readonly value: Json;
  readonly inexact: readonly InexactNumber[];
} {
  const inexact: InexactNumber[] = [];
  const value = parseWithNumbers(text, ({ value: number, source, holder, key }) => {
    if (!isExact(number, source)) {
      inexact.push({ holder: holder as InexactNumber["holder"], key, source });
    }
    return number;
  });
  return { value: value as Json, inexact };
}

/** `JSON.parse`, but numbers that it would round are texts with all their digits. Throws SyntaxError. */
export function parseKeepingDigits(text: string): Json {
  const { value, inexact } = parseNotingInexact(text);
  if (typeof value !== "object" && inexact[0] !== undefined) return inexact[0].source;
  for (const { holder, key, source } of inexact) holder[key] = source;
  return value;
}

/** Of an integer every digit counts; elsewhere 17 are what other languages may write of the same number. */
function isExact(value: number, source: string): boolean {
  if (keepsDigits(value, source)) return true;
  return (
    Number.isFinite(value) &&
    !/^-?\d+$/.test(source) &&
    digitsOf(source) === digitsOf(value.toPrecision(digitsOfDouble))
  );
}
