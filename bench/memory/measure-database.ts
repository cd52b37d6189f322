import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { join } from "node:path";
import { type OpenMemory, openMemory } from "../../src/compose/open-memory.ts";
import type { NewMemory } from "../../src/services/memory/memory.ts";
import { Corpus, queryKinds } from "./corpus.ts";
import { type Measured, measureCalls } from "./measured.ts";
import { seededEmbedder } from "./seeded-embedder.ts";

export interface MeasureInput {
  readonly database: string;
  readonly rows: number;
  /** Measures vectors too: 384 numbers for each document. */
  readonly vectors: boolean;
  /** For files. */
  readonly folder: string;
  /** The address of an empty database. */
  readonly newUrl: () => Promise<string>;
  readonly onMeasured: (measured: Measured) => void;
}

type Calls = readonly (() => Promise<unknown>)[];
type Add = (work: string, calls: Calls) => Promise<void>;

const putAtOnce = 1000;
const nearCalls = 100;
const changeCalls = 50;
const vectorCalls = 8;

/** Ingest, search and nearest at one size: as many documents in one database, as many positions in another. */
export async function measureDatabase(input: MeasureInput): Promise<void> {
  const { database, rows, onMeasured } = input;
  const add: Add = async (work, calls) =>
    onMeasured({ database, rows, work, ...(await measureCalls(calls)) });
  const corpus = new Corpus();
  const file = join(input.folder, `${rows}.ndjson`);
  await writeNotes(file, corpus, rows);
  const documents = await openMemory(await input.newUrl());
  try {
    await measureDocuments(documents, { file, corpus, rows, add });
  } finally {
    await documents.close();
  }
  if (input.vectors) await measureVectors(await input.newUrl(), { file, corpus, rows, add });
  const positions = await openMemory(await input.newUrl());
  try {
    await measurePositions(positions, { corpus, rows, add });
  } finally {
    await positions.close();
  }
}

async function writeNotes(file: string, corpus: Corpus, rows: number): Promise<void> {
  // On the disk before anything is measured: whoever syncs next would write it along.
  const out = createWriteStream(file, { flush: true });
  for (const note of corpus.notes(rows)) {
    if (!out.write(`${JSON.stringify(note)}\n`)) await once(out, "drain");
  }
  out.end();
  await once(out, "close");
}

interface DocumentsInput {
  readonly file: string;
  readonly corpus: Corpus;
  readonly rows: number;
  readonly add: Add;
}

async function measureDocuments(
  memory: OpenMemory,
  { file, corpus, rows, add }: DocumentsInput,
): Promise<void> {
  const take = async (expected: "added" | "unchanged"): Promise<void> => {
    const result = await memory.import({ bytes: createReadStream(file), name: file });
    if (result[expected] !== rows) throw new Error(`${result[expected]} ${expected} of ${rows}`);
  };
  await add("import documents", [() => take("added")]);
  // The first misspelt word makes the words of all documents known.
  await add("the first misspelt word", [() => memory.search({ query: "zzqzzqz" })]);
  for (const kind of queryKinds) {
    const queries = corpus.queries.get(kind)!;
    const search = async (input: (typeof queries)[number]): Promise<void> => {
      const hits = await memory.search(input);
      // PostgreSQL finds nothing by words that say nothing.
      if (hits.length === 0 && kind !== "misspelt" && kind !== "only frequent words") {
        throw new Error(`nothing for ${JSON.stringify(input)}`);
      }
    };
    await add(
      `search: ${kind}`,
      queries.map((query) => () => search(query)),
    );
  }
  const mixed = queryKinds.flatMap((kind) => corpus.queries.get(kind)!);
  await add(
    "search: all of these",
    mixed.map((query) => () => memory.search(query)),
  );
  const ids = Array.from({ length: changeCalls }, (_, i) => `note-${(i * 7919) % rows}`);
  const each = (work: (id: string) => Promise<unknown>): Calls =>
    [...new Set(ids)].map((id) => () => work(id));
  await add(
    "timeline",
    ids.map(() => () => memory.timeline()),
  );
  await add(
    "forget",
    each((id) => memory.forget("note", id)),
  );
  await add(
    "undo",
    each((id) => memory.undo("note", id)),
  );
  await add(
    "put one",
    each((id) => memory.put({ kind: "note", id: `new-${id}`, content: "the new one" })),
  );
  await add("export", [() => exported(memory)]);
  await add("import again, unchanged", [
    async () => {
      await memory.import({ bytes: createReadStream(file), name: file });
    },
  ]);
}

async function measureVectors(url: string, { file, corpus, add }: DocumentsInput): Promise<void> {
  const memory = await openMemory(url, { embedder: seededEmbedder, background: false });
  try {
    await memory.import({ bytes: createReadStream(file), name: file });
    await add("vectors of all documents", [() => memory.embed()]);
    const queries = queryKinds.flatMap((kind) => corpus.queries.get(kind)!.slice(0, vectorCalls));
    await add("vectors: the first search", [
      () => memory.search({ ...queries[0]!, mode: "vector" }),
    ]);
    for (const mode of ["vector", "hybrid"] as const) {
      await add(
        `search: ${mode}`,
        queries.map((query) => () => memory.search({ ...query, mode })),
      );
    }
  } finally {
    await memory.close();
  }
}

async function exported(memory: OpenMemory): Promise<void> {
  let letters = 0;
  for await (const part of memory.export({ ndjson: true })) letters += part.length;
  if (letters === 0) throw new Error("nothing was exported");
}

async function measurePositions(
  memory: OpenMemory,
  { corpus, rows, add }: Pick<DocumentsInput, "corpus" | "rows" | "add">,
): Promise<void> {
  const entity = (number: number): NewMemory => ({
    ...{ kind: "entity", id: `entity-${number}`, position: corpus.position() },
    ...{ content: { name: `place ${number}` }, heroId: `hero-${number % 40}` },
  });
  // The time to make them is in it, a tenth or so.
  await add("put entities in bulk", [
    async () => {
      for (let from = 0; from < rows; from += putAtOnce) {
        const length = Math.min(putAtOnce, rows - from);
        await memory.put(...Array.from({ length }, (_, i) => entity(from + i)));
      }
    },
  ]);
  const centers = Array.from({ length: nearCalls }, () => corpus.position());
  const near = (of: (center: number[]) => Parameters<OpenMemory["nearest"]>[0]): Calls =>
    centers.map((center) => () => memory.nearest(of(center)));
  await add("nearest: the first", [() => memory.nearest({ center: centers[0]! })]);
  await add(
    "nearest: 10",
    near((center) => ({ center })),
  );
  await add(
    "nearest: 10 in a sphere",
    near((center) => ({ center, radius: 1.5 })),
  );
  const box = (center: number[]) => ({
    low: center.map((value) => value - 1),
    high: center.map((value) => value + 1),
  });
  await add(
    "nearest: 10 in a box",
    near((center) => ({ center, box: box(center) })),
  );
  await add(
    "nearest: 10 of a hero",
    near((center) => ({ center, hero: "hero-7" })),
  );
  await add(
    "nearest: after a write",
    centers.slice(0, changeCalls).map((center, i) => async () => {
      await memory.put({ kind: "entity", id: `entity-${i}`, position: center });
      const [found] = await memory.nearest({ center, limit: 1 });
      if (found?.distance !== 0) throw new Error("what was just put is not the nearest");
    }),
  );
}
