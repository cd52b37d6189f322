import type { Kysely } from "kysely";
import type { Schema } from "../../../stores/database/schema.ts";
import type { TextVector, VectorDialect } from "../../../stores/database/vectors/vector-dialect.ts";
import type { MemoryStore } from "../memory-store.ts";
import { keepDimension, keepModel } from "./memory-models.ts";
import { relinkVectors } from "./version-pages.ts";

const vectorsAtOnce = 200;

/** All vectors, a line each: the model where another one begins, then the hash of a text and its numbers in base64. */
export async function* vectorLines(
  rows: Kysely<Schema>,
  vectors: VectorDialect,
): AsyncGenerator<string> {
  const models = await rows.selectFrom("memory_models").selectAll().orderBy("number").execute();
  for (const { number, name, dimension } of models) {
    if (dimension === null) continue;
    yield `${JSON.stringify({ model: name, dimension })}\n`;
    for (let last = 0; ;) {
      const page = await vectors.read(rows, number, last);
      if (page.length === 0) break;
      last = page.at(-1)!.number;
      yield page.map(({ hash, vector }) => `${JSON.stringify([hash, encode(vector)])}\n`).join("");
    }
  }
}

/** Keeps vectors of such lines, and finds which versions they stand for. Those that are there stay. */
export async function keepVectorLines(
  store: MemoryStore,
  lines: AsyncIterable<unknown>,
  signal?: AbortSignal,
): Promise<void> {
  let model: number | undefined;
  let waiting: TextVector[] = [];
  const flush = async (): Promise<void> => {
    const [number, page] = [model, waiting];
    waiting = [];
    if (number === undefined || page.length === 0) return;
    await store.database.write(async (rows) => {
      await store.dialect.begin(rows);
      await store.vectors.keep(rows, number, page);
    });
  };
  for await (const line of lines) {
    signal?.throwIfAborted();
    if (Array.isArray(line)) {
      const [hash, text] = line as [string, string];
      waiting.push({ hash, vector: decode(text) });
      if (waiting.length >= vectorsAtOnce) await flush();
    } else {
      await flush();
      const { model: name, dimension } = line as { model: string; dimension: number };
      const kept = await keepModel(store, name);
      await keepDimension(store, kept, dimension);
      model = kept.number;
    }
  }
  await flush();
  await relinkVectors(store, signal);
}

function encode(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString("base64");
}

function decode(text: string): Float32Array<ArrayBuffer> {
  const bytes = Buffer.from(text, "base64");
  const vector = new Float32Array(bytes.length / 4);
  new Uint8Array(vector.buffer).set(bytes);
  return vector;
}
