// How searching memory by meaning grows: vectors at several sizes, on SQLite, on PostgreSQL, and on PGlite with pgvector.
// node bench/memory-vectors.ts [--rows 1000,10000,100000] [--databases sqlite,postgres] [--dimension 384] [--data FOLDER]
import { hash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type OpenMemory, openMemory } from "../src/compose/open-memory.ts";
import type { SearchInput } from "../src/services/memory/search-memories.ts";
import { startPglite } from "../test/servers/pglite.ts";
import { skipWithoutPostgres, startPostgres } from "../test/servers/postgres.ts";
import { type Measured, measureCalls, measuredTable } from "./memory/measured.ts";
import { Random } from "./random.ts";

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "1000,10000,100000" },
    databases: { type: "string", default: "sqlite,postgres" },
    dimension: { type: "string", default: "384" },
    data: { type: "string", default: tmpdir() },
  },
});
const sizes = values.rows.split(",").map(Number);
const dimension = Number(values.dimension);
const queries = 50;
/** Of so many rows one is the hero's that a filter asks for. */
const rareness = 500;
const putAtOnce = 1000;

/** The same direction for the same text: what a model would need for it is not in the figures. */
const embedder = {
  model: "random",
  embed: async (texts: readonly string[]) =>
    texts.map((text) => {
      let state = hash("sha256", text, "buffer").readUInt32LE();
      return Float32Array.from({ length: dimension }, () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state / 2 ** 32 - 0.5;
      });
    }),
};

const folder = mkdtempSync(join(values.data, "restera-bench-vectors-"));
const measured: Measured[] = [];
try {
  for (const database of values.databases.split(",")) await measureKind(database);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(measuredTable(measured));
const results = join(import.meta.dirname, "results");
mkdirSync(results, { recursive: true });
const file = join(results, `vectors-${new Date().toISOString().replace(/[:.]/g, "-")}.json`);
const run = { node: process.version, dimension, measured };
writeFileSync(file, `${JSON.stringify(run, undefined, 1)}\n`);
console.log(`\n${file}`);

async function measureKind(database: string): Promise<void> {
  const missing = database === "postgres" ? skipWithoutPostgres() : false;
  if (missing !== false) return console.log(`not measured: ${missing}`);
  const { newUrl, stop } = await startKind(database);
  try {
    for (const rows of sizes) await measureSize(database, rows, await newUrl());
  } finally {
    await stop();
  }
}

async function startKind(database: string) {
  if (database === "pglite") return startPglite();
  if (database === "postgres") {
    const { createDatabase, stop } = await startPostgres();
    return { newUrl: createDatabase, stop };
  }
  let made = 0;
  const newUrl = async (): Promise<string> => join(folder, `${++made}.db`);
  return { newUrl, stop: async () => undefined };
}

async function measureSize(database: string, rows: number, url: string): Promise<void> {
  const note = async (work: string, calls: readonly (() => Promise<unknown>)[]): Promise<void> => {
    const figures = { database, rows, work, ...(await measureCalls(calls)) };
    measured.push(figures);
    const [p50, p95] = [figures.p50Ms.toFixed(1), figures.p95Ms.toFixed(1)];
    console.log(`${database} ${rows} ${work}: ${p50} ms, p95 ${p95} ms`);
  };
  const open = (): Promise<OpenMemory> => openMemory(url, { embedder, background: false });
  const memory = await open();
  const random = new Random(`${rows}`);
  for (let at = 0; at < rows; at += putAtOnce) {
    const count = Math.min(putAtOnce, rows - at);
    await memory.put(
      ...Array.from({ length: count }, (_, i) => ({
        ...{ kind: "note" as const, id: `n${at + i}` },
        content: Array.from({ length: 25 }, () => random.word()).join(" "),
        ...((at + i) % rareness === 0 && { heroId: "RARE" }),
      })),
    );
  }
  await note("make all vectors", [() => memory.embed()]);
  await memory.close();
  const again = await open();
  const search = (more: Partial<SearchInput>) => async (): Promise<void> => {
    const query = `${random.word()} ${random.word()} ${random.word()}`;
    if ((await again.search({ query, ...more })).length === 0) throw new Error("nothing found");
  };
  const many = (more: Partial<SearchInput>) => Array.from({ length: queries }, () => search(more));
  await note("first search of a process", [search({ mode: "vector" })]);
  await note("vectors", many({ mode: "vector" }));
  await note("vectors, of a rare hero", many({ mode: "vector", hero: "RARE" }));
  await note("words and vectors", many({}));
  await again.close();
}
