import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { splitMarkdown } from "../../src/services/memory/documents/split-markdown.ts";
import { Random } from "../random.ts";
import type { LabelledSet, SetDocument, SetQuery } from "./labelled-set.ts";

const leastLetters = 200;
const leastWords = 2;
const mostQueries = 1000;

/**
 * A set made of real text: sections of Markdown files without their headings are documents, and headings that only one of them has
 * are queries.
 */
export function markdownSet(folder: string): LabelledSet {
  const documents: SetDocument[] = [];
  const byTitle = new Map<string, string[]>();
  const texts = new Set<string>();
  for (const file of globSync("**/*.md", { cwd: folder, exclude: [".git"] }).sort()) {
    const { sections } = splitMarkdown(readFileSync(join(folder, file), "utf8"));
    for (const [number, { title, text }] of sections.entries()) {
      if (text.length < leastLetters || texts.has(text)) continue;
      texts.add(text);
      const id = `${file}#${number}`;
      documents.push({ id, text });
      const heading = title.split(" › ").at(-1)!.toLowerCase();
      byTitle.set(heading, [...(byTitle.get(heading) ?? []), id]);
    }
  }
  const random = new Random("headings");
  const queries = [...byTitle]
    .filter(([title, ids]) => ids.length === 1 && title.split(/\s+/).length >= leastWords)
    .map(([query, relevant]): [number, SetQuery] => [random.next(), { query, relevant }])
    .sort(([a], [b]) => a - b)
    .map(([, query]) => query)
    .slice(0, mostQueries);
  return { name: `sections by their headings: ${folder}`, documents, queries };
}
