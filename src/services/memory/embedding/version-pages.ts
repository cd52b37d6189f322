import { sql } from "kysely";
import type { MemoryStore } from "../memory-store.ts";
import { isSame, listModels, type MemoryModel } from "./memory-models.ts";
import { type TextPart, textParts } from "./text-parts.ts";

/** Versions one after the other, with what of them gets vectors. */
export interface VersionPage {
  /** The number of the last version. */
  readonly last: number;
  readonly versions: readonly { readonly version: number; readonly parts: readonly TextPart[] }[];
  /** By their hashes. */
  readonly texts: ReadonlyMap<string, string>;
}

const versionsAtOnce = 256;
const linksAtOnce = 200;

/** Nothing when all versions were read. What says that something is forgotten has nothing to find. */
export async function readVersionPage(
  { database }: MemoryStore,
  after: number,
): Promise<VersionPage | undefined> {
  const rows = await database.rows
    .selectFrom("memories")
    .select(["version", "title", "text", "is_forgotten"])
    .where("version", ">", after)
    .orderBy("version")
    .limit(versionsAtOnce)
    .execute();
  const last = rows.at(-1)?.version;
  if (last === undefined) return undefined;
  const versions = rows
    .filter(({ is_forgotten: isForgotten }) => isForgotten === 0)
    .map(({ version, title, text }) => ({ version, parts: textParts(title, text) }));
  const texts = new Map(
    versions.flatMap(({ parts }) => parts.map((each) => [each.hash, each.text])),
  );
  return { last, versions, texts };
}

/** The numbers of the vectors that a model has made of texts already, by the texts' hashes. */
export async function knownVectors(
  { database }: MemoryStore,
  model: number,
  { texts }: VersionPage,
): Promise<Map<string, number>> {
  const known = new Map<string, number>();
  const hashes = [...texts.keys()];
  for (let at = 0; at < hashes.length; at += linksAtOnce) {
    const rows = await database.rows
      .selectFrom("memory_vectors")
      .select(["hash", "number"])
      .where("model", "=", model)
      .where("hash", "in", hashes.slice(at, at + linksAtOnce))
      .execute();
    for (const { hash, number } of rows) known.set(hash, number);
  }
  return known;
}

/**
 * Notes which vectors stand for the versions, and that they are done; gives how many versions lack one. Notes nothing, and gives
 * nothing, when the model was removed or all memories were replaced since.
 */
export async function linkVectors(
  { dialect, database }: MemoryStore,
  model: MemoryModel,
  { versions, last }: VersionPage,
  known: ReadonlyMap<string, number>,
  problems: ReadonlyMap<string, string>,
): Promise<number | undefined> {
  const { number } = model;
  const links = versions.flatMap(({ version, parts }) =>
    parts.map(({ hash }, part) => {
      const vector = known.get(hash) ?? null;
      const problem = vector === null ? (problems.get(hash) ?? "") : null;
      return { model: number, version, part, vector, problem };
    }),
  );
  const isNoted = await database.write(async (rows) => {
    await dialect.begin(rows);
    if (!(await isSame(rows, model))) return false;
    for (let at = 0; at < links.length; at += linksAtOnce) {
      await rows
        .insertInto("memory_vector_of")
        .values(links.slice(at, at + linksAtOnce))
        .onConflict((conflict) => conflict.columns(["model", "version", "part"]).doNothing())
        .execute();
    }
    await sql`update memory_models set done_version = ${last}
      where number = ${number} and done_version < ${last}`.execute(rows);
    return true;
  });
  if (!isNoted) return undefined;
  const lacking = links.filter(({ vector }) => vector === null);
  return new Set(lacking.map(({ version }) => version)).size;
}

export async function markReady(store: MemoryStore, { number }: MemoryModel): Promise<void> {
  await store.database.write(async (rows) => {
    await sql`update memory_models set ready_ms = ${store.nowMs()}
      where number = ${number} and ready_ms is null`.execute(rows);
  });
}

/**
 * Gives versions the vectors that their texts have already, as after a copy or a restore: no embedder is asked. A model whose vectors
 * are all there can be searched at once.
 */
export async function relinkVectors(store: MemoryStore, signal?: AbortSignal): Promise<void> {
  for (const model of await listModels(store)) {
    let isWhole = false;
    for (let last = model.doneVersion; !isWhole;) {
      signal?.throwIfAborted();
      const page = await readVersionPage(store, last);
      if (page === undefined) isWhole = true;
      else {
        const known = await knownVectors(store, model.number, page);
        if (known.size < page.texts.size) break;
        const lacking = await linkVectors(store, model, page, known, new Map());
        if (lacking === undefined) break;
        last = page.last;
      }
    }
    if (isWhole) await markReady(store, model);
  }
}
