import { parseKeepingDigits } from "../exact-json.ts";
import { type Json, textOfJson } from "../json.ts";
import { SectionList, type SplitDocument } from "./section.ts";

/** Smaller values stay together. */
const smallLength = 1500;
const mostDepth = 6;

/** Splits a JSON document by its keys, deeper where a value is large. Throws SyntaxError when it is none. */
export function splitJson(text: string): SplitDocument {
  const value = parseKeepingDigits(text.replace(/^\uFEFF/, ""));
  const list = new SectionList();
  split(list, [], value);
  const fields = isObject(value) ? value : {};
  const { hero_id: hero, tags } = fields;
  const isTags = Array.isArray(tags) && tags.every((tag) => typeof tag === "string");
  return {
    sections: list.sections,
    ...(typeof hero === "string" && { hero }),
    ...(isTags && { tags }),
  };
}

function split(list: SectionList, trail: readonly string[], value: Json | undefined): void {
  const text = textOfJson(value);
  const below = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const isWhole = text.length <= smallLength || trail.length >= mostDepth || below.length < 2;
  if (isWhole && !(below.length === 1 && text.length > smallLength)) {
    return list.add(trail.join(" "), trail.join(" › "), text);
  }
  // What is small beside something large shares a section.
  const small = below.filter(([, each]) => !isLarge(each));
  if (small.length > 0) {
    const rest = textOfJson(Object.fromEntries(small) as Json);
    list.add(trail.join(" "), trail.join(" › "), rest);
  }
  for (const [key, each] of below) if (isLarge(each)) split(list, [...trail, key], each);
}

function isLarge(value: Json | undefined): boolean {
  if (typeof value === "string") return value.length > smallLength / 3;
  return typeof value === "object" && value !== null && textOfJson(value).length > smallLength / 5;
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
