import type { Json } from "../../json.ts";
import type { NewMemory } from "../../memory.ts";
import { momentFrom } from "../moment-from.ts";
import { RowProblem } from "../parse-row.ts";

/** An object of another program's file. */
export type Fields = { readonly [name: string]: Json | undefined };

/** What a program that is not ours wrote, as memories. Throws `RowProblem`. */
export type ForeignReader = (row: Fields) => NewMemory[];

/** A text that says something; undefined for anything else. */
export function textIn(row: Fields, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = row[name];
    if (typeof value === "string" && value.trim() !== "") return value;
    if (typeof value === "number") return String(value);
  }
  return undefined;
}

export function objectIn(value: Json | undefined): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : undefined;
}

export function listIn(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** A time as text or as a number since 1970; what is none is left out. */
export function timeIn(row: Fields, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = row[name];
    if (typeof value !== "number" && typeof value !== "string") continue;
    try {
      return momentFrom(value);
    } catch {
      continue;
    }
  }
  return undefined;
}

/** An id under the name of the program that it comes from, in letters that can be kept. */
export function foreignId(...parts: readonly string[]): string {
  return parts.map((part) => part.replace(/\p{Cc}+/gu, " ").toWellFormed()).join("/");
}

export function refuse(problem: string, kind?: string, id?: string): never {
  throw new RowProblem(problem, { kind, id });
}
