import { CompiledQuery, sql } from "kysely";
import { scanNear } from "../vectors/scan-near.ts";
import type { VectorDialect } from "../vectors/vector-dialect.ts";

const rowsAtOnce = 1000;
const keptAtOnce = 100;

/** Vectors in SQLite: numbers of four bytes, one after the other, compared by a thread of ours. */
export const sqliteVectors: VectorDialect = {
  way: async () => "scan",
  prepare: async () => undefined,
  tidy: async () => undefined,
  drop: async (rows, model) => {
    await rows.deleteFrom("memory_vectors").where("model", "=", model).execute();
  },
  keep: async (rows, model, vectors) => {
    for (let at = 0; at < vectors.length; at += keptAtOnce) {
      const some = vectors.slice(at, at + keptAtOnce);
      const text = `insert into memory_vectors (model, hash, vector)
        values ${some.map(() => "(?, ?, ?)").join(", ")} on conflict do nothing`;
      const values = some.flatMap(({ hash, vector }) => [model, hash, bytesOf(vector)]);
      await rows.executeQuery(CompiledQuery.raw(text, values));
    }
  },
  read: async (rows, model, after) => {
    const { rows: found } = await sql<{ number: number; hash: string; vector: Uint8Array }>`
      select number, hash, vector from memory_vectors
      where model = ${model} and number > ${after}
      order by number limit ${rowsAtOnce}`.execute(rows);
    return found.map(({ number, hash, vector }) => ({ number, hash, vector: floatsOf(vector) }));
  },
  near: (database, query, filter) => scanNear(database, query, filter, sqliteVectors),
};

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function floatsOf(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = bytes as Uint8Array<ArrayBuffer>;
  if (byteOffset % 4 === 0) return new Float32Array(buffer, byteOffset, byteLength / 4);
  return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
}
