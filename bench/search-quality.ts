// How well search finds: hit@1, hit@5, recall@10 and MRR of ours and of plain BM25, on a generated set or on yours.
// node bench/search-quality.ts [FILE.jsonl …] [--locomo locomo10.json] [--markdown FOLDER] [--database URL] [--kinds]
//   [--embedder URL --model NAME]
// A line of JSONL is a document, {"id", "text", "title"?, "group"?}, or a query, {"query", "relevant": [ids], "group"?, "kind"?}.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openEmbedder } from "../src/compose/open-embedder.ts";
import { openMemory } from "../src/compose/open-memory.ts";
import { generatedSet } from "./search/generated-set.ts";
import { type LabelledSet, readSet } from "./search/labelled-set.ts";
import { locomoSet } from "./search/locomo.ts";
import { markdownSet } from "./search/markdown-set.ts";
import { PlainBm25 } from "./search/plain-bm25.ts";
import { type Quality, qualityOf, qualityTable } from "./search/quality.ts";
import { fillMemory, searchSet } from "./search/search-set.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    locomo: { type: "string" },
    markdown: { type: "string" },
    database: { type: "string" },
    kinds: { type: "boolean", default: false },
    embedder: { type: "string" },
    model: { type: "string", default: "" },
  },
});
const modes = ["text", "vector", "hybrid"] as const;
const sets: LabelledSet[] = [];
for (const file of positionals) sets.push(await readSet(file));
if (values.locomo !== undefined) sets.push(locomoSet(values.locomo));
if (values.markdown !== undefined) sets.push(markdownSet(values.markdown));
if (sets.length === 0) sets.push(generatedSet());

const all: { set: string; lines: [name: string, quality: Quality][] }[] = [];
for (const set of sets) {
  const lines = await measure(set);
  all.push({ set: set.name, lines });
  console.log(`\n${set.name}: ${set.documents.length} documents\n${qualityTable(lines)}`);
}
const results = join(import.meta.dirname, "results");
mkdirSync(results, { recursive: true });
const file = join(results, `search-${new Date().toISOString().replace(/[:.]/g, "-")}.json`);
writeFileSync(file, `${JSON.stringify(all, undefined, 1)}\n`);
console.log(`\n${file}`);

async function measure(set: LabelledSet): Promise<[name: string, quality: Quality][]> {
  const folder = mkdtempSync(join(tmpdir(), "restera-search-"));
  const { embedder: url, model } = values;
  const embedder = url === undefined ? undefined : openEmbedder({ url, model });
  const memory = await openMemory(values.database ?? join(folder, "memory.db"), {
    ...{ embedder, background: false },
  });
  try {
    const lines: [string, Quality][] = [];
    const add = (name: string, answers: readonly (readonly string[])[]): void => {
      lines.push([name, qualityOf(set.queries, answers)]);
      for (const kind of values.kinds ? new Set(set.queries.map((each) => each.kind)) : []) {
        const places = set.queries.flatMap((each, at) => (each.kind === kind ? [at] : []));
        const some = places.map((at) => set.queries[at]!);
        const found = places.map((at) => answers[at]!);
        lines.push([`  ${kind ?? "other"}`, qualityOf(some, found)]);
      }
    };
    for (const stems of [false, true]) {
      const plain = new PlainBm25(set.documents, { stems });
      add(
        `plain BM25, ${stems ? "stems" : "words"}`,
        set.queries.map((query) => plain.search(query)),
      );
    }
    await fillMemory(memory, set);
    if (embedder !== undefined) await memory.embed();
    for (const mode of embedder === undefined ? modes.slice(0, 1) : modes) {
      add(`ours, ${mode}`, await searchSet(memory, set, mode));
    }
    return lines;
  } finally {
    await memory.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
