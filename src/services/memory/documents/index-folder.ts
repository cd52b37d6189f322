import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { ResteraError } from "../../../foundation/errors.ts";
import type { MemoryStore } from "../memory-store.ts";
import {
  type DocumentSource,
  indexDocuments,
  type IndexCounts,
  type IndexResult,
} from "./index-documents.ts";
import { type DocumentProblem, listDocuments } from "./list-documents.ts";

export interface IndexFolderInput {
  readonly folder: string;
  /** What its documents' paths begin with in memory; the folder's own name when absent. */
  readonly name?: string | undefined;
  /** For all of its documents, besides their own. */
  readonly tags?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: IndexCounts) => void) | undefined;
}

/** A folder whose documents are in memory. */
export interface IndexedFolder {
  readonly name: string;
  readonly folder: string;
  readonly documents: number;
  readonly indexedMs: number;
}

/**
 * Brings memory up to date with the Markdown and JSON files below a folder: what is new or changed is indexed, what is gone is
 * forgotten, what cannot be read is named and stays as it was. Throws `memory-folder-missing`, `memory-folder-name`.
 */
export async function indexFolder(
  store: MemoryStore,
  { folder: given, name, ...rest }: IndexFolderInput,
): Promise<IndexResult> {
  const folder = resolve(given);
  const root = (name ?? basename(folder)).replaceAll("/", "-");
  await refuseOther(store, root, folder);
  const unlisted: DocumentProblem[] = [];
  let isWhole = true;
  const tell = (problem: DocumentProblem, isGone: boolean): void => {
    unlisted.push(problem);
    isWhole &&= isGone;
  };
  const result = await indexDocuments(store, {
    ...{ ...rest, root, folder, documents: documentsOf(folder, tell) },
    isWhole: () => isWhole,
  });
  return { ...result, problems: [...unlisted, ...result.problems] };
}

/** By name. */
export async function indexedFolders({ database, scope }: MemoryStore): Promise<IndexedFolder[]> {
  const rows = await database.rows
    .selectFrom("memory_documents")
    .select(({ fn }) => ["root", fn.max("folder").as("folder"), fn.countAll<number>().as("count")])
    .select(({ fn }) => fn.max("indexed_ms").as("indexed_ms"))
    .where("scope", "=", scope)
    .groupBy("root")
    .orderBy("root")
    .execute();
  return rows.map(({ root, folder, count, indexed_ms }) => ({
    ...{ name: root, folder, documents: count, indexedMs: indexed_ms },
  }));
}

/** Two folders of one name would take turns in forgetting each other's documents. */
async function refuseOther(store: MemoryStore, name: string, folder: string): Promise<void> {
  const known = (await indexedFolders(store)).find((each) => each.name === name);
  if (known === undefined || known.folder === folder || !existsSync(known.folder)) return;
  throw new ResteraError("memory-folder-name", { name, folder, other: known.folder });
}

async function* documentsOf(
  folder: string,
  onProblem: Parameters<typeof listDocuments>[1],
): AsyncGenerator<DocumentSource> {
  for await (const file of listDocuments(folder, onProblem)) {
    yield { ...file, read: () => readFile(join(folder, file.path)) };
  }
}
