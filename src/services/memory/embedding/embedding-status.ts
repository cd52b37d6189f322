import { type RawBuilder, sql } from "kysely";
import type { VectorWay } from "../../../stores/database/vectors/vector-dialect.ts";
import type { MemoryStore } from "../memory-store.ts";
import { listModels, type MemoryModel } from "./memory-models.ts";

/** How far a model's vectors are; counts are of versions of memories. */
export interface ModelStatus {
  readonly model: string;
  readonly dimension: number | undefined;
  /** It had all its vectors once: searches use it. */
  readonly isReady: boolean;
  /** It is the one that the embedder has. */
  readonly isCurrent: boolean;
  readonly embedded: number;
  readonly waiting: number;
  /** Its texts were refused. */
  readonly refused: number;
  readonly vectors: number;
}

export interface EmbeddingStatus {
  /** The embedder's model; undefined when there is no embedder. */
  readonly model: string | undefined;
  /** What searching for vectors rests on in this database. */
  readonly way: VectorWay;
  readonly models: readonly ModelStatus[];
}

/** How many memories have vectors, by model; the embedder's own model is among them from the start. */
export async function embeddingStatus(store: MemoryStore): Promise<EmbeddingStatus> {
  const { database, embedder } = store;
  const known = await listModels(store);
  const mine = known.find(({ name }) => name === embedder?.model);
  const fresh = {
    number: 0,
    dimension: embedder?.dimension,
    doneVersion: 0,
    epoch: 0,
    isReady: false,
  };
  const models =
    embedder === undefined || mine !== undefined
      ? known
      : [{ ...fresh, name: embedder.model }, ...known];
  const found: ModelStatus[] = [];
  for (const model of models) found.push(await statusOf(store, model));
  return { model: embedder?.model, way: await store.vectors.way(database.rows), models: found };
}

async function statusOf(store: MemoryStore, model: MemoryModel): Promise<ModelStatus> {
  const links = sql`memory_vector_of where model = ${model.number}`;
  const refused = await count(
    store,
    sql`select distinct version from ${links}
    and problem is not null`,
  );
  const linked = await count(store, sql`select distinct version from ${links}`);
  return {
    model: model.name,
    ...{ dimension: model.dimension, isReady: model.isReady },
    isCurrent: model.name === store.embedder?.model,
    ...{ embedded: linked - refused, refused, waiting: await countWaiting(store, model) },
    vectors: await count(
      store,
      sql`select 1 as one from memory_vectors where model = ${model.number}`,
    ),
  };
}

/** Versions that nobody has looked at for this model yet; at most so many are counted. */
export async function countWaiting(
  store: MemoryStore,
  model: Pick<MemoryModel, "doneVersion">,
  most = Number.MAX_SAFE_INTEGER,
): Promise<number> {
  return count(
    store,
    sql`select 1 as one from memories
      where version > ${model.doneVersion} and is_forgotten = 0 limit ${most}`,
  );
}

async function count({ database }: MemoryStore, query: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (${query}) counted`.execute(database.rows);
  return rows[0]?.count ?? 0;
}
