import { ResteraError } from "../../../foundation/errors.ts";
import type { Database } from "../../../stores/database/database.ts";
import type { MemoryRow } from "../../../stores/database/schema.ts";
import { copyVectors } from "../embedding/copy-vectors.ts";
import type { MemoryStore } from "../memory-store.ts";
import { syncWords } from "../sync-words.ts";
import {
  readVersions,
  summarizeMemory,
  wholeMemoryIn,
  writeDocuments,
  writeHeroes,
} from "./whole-memory.ts";

export interface CopyInput {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((versions: number) => void) | undefined;
}

/** What both sides have, counted and hashed. */
export interface CopyResult {
  readonly versions: number;
  readonly heroRows: number;
  readonly documents: number;
  readonly sha256: string;
  /** Vectors of texts that came along; they are not hashed. */
  readonly vectors: number;
  /** Versions that were there already, from a copy that was stopped. */
  readonly resumedAfter: number;
}

const marker = "memory_copying";

/**
 * Copies memory whole, with all scopes and versions, into another database of either kind, which must have none; stopped anywhere it
 * goes on where it was. What is written into the source meanwhile comes along. At the end both sides are read, counted and
 * hashed. Throws `memory-not-empty`, `memory-copy-differs`.
 */
export async function copyMemory(
  source: MemoryStore,
  target: MemoryStore,
  { signal, onProgress }: CopyInput = {},
): Promise<CopyResult> {
  const resumedAfter = await begin(target.database);
  for (let last = resumedAfter; ;) {
    signal?.throwIfAborted();
    const page = await readVersions(source.database, last);
    if (page.length === 0) break;
    last = page.at(-1)!.version;
    await keepPage(target, page);
    onProgress?.(last);
  }
  const { heroes, documents } = wholeMemoryIn(source.database);
  const [heroRows, documentRows] = [await heroes(), await documents()];
  await target.database.write((rows) => writeHeroes(rows, target.database.kind, heroRows));
  await target.database.write((rows) => writeDocuments(rows, documentRows));
  const { versions, ...counts } = await compare(source.database, target.database, signal);
  const vectors = await copyVectors(source, target, signal);
  await target.database.write((rows) =>
    rows.deleteFrom("counters").where("name", "=", marker).execute(),
  );
  await target.dialect.tidy(target.database);
  await syncWords(target, signal);
  return { versions, ...counts, vectors, resumedAfter };
}

/** The last version that is there; while the marker is, what comes into `heroes_memories` makes no versions. */
async function begin(target: Database): Promise<number> {
  return target.write(async (rows) => {
    const begun = await rows
      .selectFrom("counters")
      .select("value")
      .where("name", "=", marker)
      .executeTakeFirst();
    if (begun !== undefined) return begun.value;
    const any = await rows.selectFrom("memories").select("version").limit(1).executeTakeFirst();
    if (any !== undefined) throw new ResteraError("memory-not-empty", { url: target.url });
    await rows.insertInto("counters").values({ name: marker, value: 0 }).execute();
    return 0;
  });
}

async function keepPage({ database, dialect }: MemoryStore, page: readonly MemoryRow[]) {
  await database.writeMuch(async (rows) => {
    await dialect.begin(rows);
    // What was the present one when it was read may have ended since.
    for (const { replaces, stored_ms: endedMs } of page) {
      if (replaces === null) continue;
      await rows
        .updateTable("memories")
        .set({ ended_ms: endedMs })
        .where("version", "=", replaces)
        .where("ended_ms", "is", null)
        .execute();
    }
    await dialect.copy(rows, page);
    const value = page.at(-1)!.version;
    await rows.updateTable("counters").set({ value }).where("name", "=", marker).execute();
  });
}

async function compare(
  source: Database,
  target: Database,
  signal: AbortSignal | undefined,
): Promise<Omit<CopyResult, "vectors" | "resumedAfter">> {
  const { last, ...there } = await summarizeMemory(wholeMemoryIn(target), signal);
  const here = await summarizeMemory(wholeMemoryIn(source, last), signal);
  for (const name of ["versions", "heroRows", "documents", "sha256"] as const) {
    if (here[name] === there[name]) continue;
    const problem = `here ${name} is ${here[name]}, there it is ${there[name]}`;
    throw new ResteraError("memory-copy-differs", { url: target.url, problem });
  }
  return there;
}
