import { sql, type Transaction } from "kysely";
import { ResteraError } from "../../../foundation/errors.ts";
import type { Schema } from "../../../stores/database/schema.ts";
import type { MemoryStore } from "../memory-store.ts";

/** A model whose vectors are in memory, or will be. */
export interface MemoryModel {
  readonly number: number;
  readonly name: string;
  readonly dimension: number | undefined;
  /** The versions up to this one have their vectors. */
  readonly doneVersion: number;
  /** Changes when all memories were replaced by others. */
  readonly epoch: number;
  /** All versions had theirs once; what is said since gets them soon. */
  readonly isReady: boolean;
}

/** Those that were ever used here, the one that was complete last first. */
export async function listModels({ database }: MemoryStore): Promise<MemoryModel[]> {
  const rows = await database.rows.selectFrom("memory_models").selectAll().execute();
  return rows
    .sort((a, b) => (b.ready_ms ?? 0) - (a.ready_ms ?? 0) || b.number - a.number)
    .map(({ number, name, epoch, dimension, done_version: doneVersion, ready_ms: readyMs }) => ({
      ...{ number, name, doneVersion, epoch, isReady: readyMs !== null },
      dimension: dimension ?? undefined,
    }));
}

/** In a transaction: the model is still there, and memories are those that they were when it was read. */
export async function isSame(
  rows: Transaction<Schema>,
  { number, epoch }: MemoryModel,
): Promise<boolean> {
  const found = await rows
    .selectFrom("memory_models")
    .select("epoch")
    .where("number", "=", number)
    .executeTakeFirst();
  return found?.epoch === epoch;
}

/** The model of this name, made known when it is new. */
export async function keepModel(store: MemoryStore, name: string): Promise<MemoryModel> {
  const find = async () => (await listModels(store)).find((each) => each.name === name);
  const known = await find();
  if (known !== undefined) return known;
  await store.database.write(async (rows) => {
    await rows
      .insertInto("memory_models")
      .values({ name, done_version: 0, epoch: 0, created_ms: store.nowMs() })
      .onConflict((conflict) => conflict.column("name").doNothing())
      .execute();
  });
  return (await find())!;
}

/** Notes how many numbers the model's vectors have. Throws `embedder-dimension` when those that are there have another number. */
export async function keepDimension(
  store: MemoryStore,
  { number, name }: MemoryModel,
  found: number,
): Promise<void> {
  await store.database.write(async (rows) => {
    await sql`update memory_models set dimension = ${found}
      where number = ${number} and dimension is null`.execute(rows);
  });
  const known = (await listModels(store)).find((each) => each.number === number)?.dimension;
  checkDimension(name, known, found);
}

/** Throws `embedder-dimension`. */
export function checkDimension(model: string, known: number | undefined, found: number): void {
  if (known !== undefined && known !== found) {
    throw new ResteraError("embedder-dimension", { model, found, known });
  }
}

/** Removes the vectors of models; memories stay as they are. */
export async function dropModels(store: MemoryStore, numbers: readonly number[]): Promise<void> {
  if (numbers.length === 0) return;
  await store.database.write(async (rows) => {
    await store.dialect.begin(rows);
    await rows.deleteFrom("memory_vector_of").where("model", "in", numbers).execute();
    for (const number of numbers) await store.vectors.drop(rows, number);
    await rows.deleteFrom("memory_models").where("number", "in", numbers).execute();
  });
}
