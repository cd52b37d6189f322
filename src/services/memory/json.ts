/** Anything that JSON can say. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

const mostTextLength = 200_000;

/** The same text for the same value, whatever the order of its keys. */
export function canonicalJson(value: Json | undefined): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  return JSON.stringify(value, (_, each: Json) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

/** What is searched of a value: its keys and what stands below them, a line each. */
export function textOfJson(value: Json | undefined): string {
  const lines: string[] = [];
  let length = 0;
  const add = (line: string): void => {
    if (length > mostTextLength) return;
    lines.push(line);
    length += line.length + 1;
  };
  const visit = (each: Json | undefined, name: string): void => {
    if (each === null || each === undefined) return;
    if (typeof each !== "object") add(name ? `${name}: ${String(each)}` : String(each));
    else if (Array.isArray(each)) for (const item of each) visit(item as Json, name);
    else for (const [key, below] of Object.entries(each)) visit(below, key);
  };
  visit(value, "");
  return searchableText(lines.join("\n"));
}

/** Without what no database keeps in a text, and not too long for its index. */
export function searchableText(text: string): string {
  return text.slice(0, mostTextLength).replaceAll("\0", " ").toWellFormed();
}
