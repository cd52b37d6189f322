import { isUtf8 } from "node:buffer";
import { hash } from "node:crypto";
import { problemOf } from "../../../foundation/errors.ts";
import { changeMemoriesIn } from "../change-memories.ts";
import type { MemoryStore } from "../memory-store.ts";
import type { MemoryChange } from "../prepare-changes.ts";
import { syncWords } from "../sync-words.ts";
import type { DocumentFile, DocumentProblem } from "./list-documents.ts";
import type { SplitDocument } from "./section.ts";
import { splitJson } from "./split-json.ts";
import { splitMarkdown } from "./split-markdown.ts";

/** A document to index, with the way to its bytes. */
export interface DocumentSource extends DocumentFile {
  readonly read: () => Promise<Uint8Array>;
}

export interface IndexInput {
  /** What the documents' paths begin with in memory. */
  readonly root: string;
  readonly folder: string;
  readonly documents: AsyncIterable<DocumentSource> | Iterable<DocumentSource>;
  /** Documents of a name that are not given any more are forgotten; not where reading was incomplete. */
  readonly isWhole: () => boolean;
  readonly tags?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: IndexCounts) => void) | undefined;
}

export interface IndexCounts {
  readonly documents: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly sections: number;
}

export interface IndexResult extends IndexCounts {
  readonly problems: readonly DocumentProblem[];
}

type Counts = { -readonly [Key in keyof IndexCounts]: IndexCounts[Key] };
type KnownDocument = {
  readonly bytes: number;
  readonly modified_ms: number;
  readonly hash: string;
};
interface Pending {
  readonly file: DocumentFile;
  readonly hash: string;
  readonly split: SplitDocument | undefined;
  readonly isNew: boolean;
}

const mostBytes = 64 * 2 ** 20;
const mostPathLength = 700;
const mostPending = 5000;
const mostPendingBytes = 8 * 2 ** 20;
/** After so many new ones, the database's index is worth putting in order. */
const manySections = 5000;
const readAtOnce = 16;

/**
 * Indexes documents by their sections; what has the size and time, or else the content, that it had is left alone. A transaction
 * holds some hundred documents, whole; stopped anywhere it can be run again.
 */
export async function indexDocuments(store: MemoryStore, input: IndexInput): Promise<IndexResult> {
  const { root, documents, signal, onProgress } = input;
  const known = await knownDocuments(store, root);
  const counts: Counts = {
    ...{ documents: 0, added: 0, changed: 0, unchanged: 0, removed: 0, sections: 0 },
  };
  const problems: DocumentProblem[] = [];
  let pending: Pending[] = [];
  let pendingBytes = 0;
  const flush = async (): Promise<void> => {
    await keep(store, input, pending, counts);
    [pending, pendingBytes] = [[], 0];
    onProgress?.(counts);
  };
  const take = (read: Pending | DocumentProblem | undefined): void => {
    counts.documents += 1;
    if (read === undefined) counts.unchanged += 1;
    else if ("problem" in read) problems.push(read);
    else {
      pending.push(read);
      pendingBytes += read.file.bytes;
    }
  };
  let reading: Promise<Pending | DocumentProblem | undefined>[] = [];
  const finishReading = async (): Promise<void> => {
    for (const read of await Promise.all(reading)) take(read);
    reading = [];
    if (pending.length >= mostPending || pendingBytes >= mostPendingBytes) await flush();
  };
  for await (const document of documents) {
    signal?.throwIfAborted();
    reading.push(readDocument(document, known.get(document.path)));
    known.delete(document.path);
    if (reading.length >= readAtOnce) await finishReading();
  }
  await finishReading();
  await flush();
  if (input.isWhole()) await forgetDocuments(store, root, [...known.keys()], counts);
  if (counts.sections >= manySections) await store.dialect.tidy(store.database);
  await syncWords(store, signal);
  return { ...counts, problems };
}

async function knownDocuments(
  { database, scope }: MemoryStore,
  root: string,
): Promise<Map<string, KnownDocument>> {
  const rows = await database.rows
    .selectFrom("memory_documents")
    .select(["path", "bytes", "modified_ms", "hash"])
    .where("scope", "=", scope)
    .where("root", "=", root)
    .execute();
  return new Map(rows.map(({ path, ...row }) => [path, row]));
}

/** Nothing when it is what it was; one that changed its time only has no sections to split. */
async function readDocument(
  document: DocumentSource,
  known: KnownDocument | undefined,
): Promise<Pending | DocumentProblem | undefined> {
  const { path, bytes, modifiedMs } = document;
  const file = { path, bytes, modifiedMs };
  if (known?.bytes === bytes && known.modified_ms === modifiedMs) return undefined;
  if (path.length > mostPathLength || /\p{Cc}/u.test(path) || !path.isWellFormed()) {
    return { path, problem: "its name cannot be kept" };
  }
  if (bytes > mostBytes) return { path, problem: "it has more than 64 MiB" };
  try {
    const content = await document.read();
    if (!isUtf8(content)) return { path, problem: "it is no UTF-8 text" };
    const digest = hash("sha256", content);
    const isNew = known === undefined;
    if (known?.hash === digest) return { file, hash: digest, split: undefined, isNew };
    return { file, hash: digest, split: split(path, Buffer.from(content).toString("utf8")), isNew };
  } catch (error) {
    return { path, problem: problemOf(error) };
  }
}

function split(path: string, text: string): SplitDocument {
  if (!/\.json$/i.test(path)) return splitMarkdown(text);
  try {
    return splitJson(text);
  } catch {
    // What is no JSON after all is found by its words.
    return splitMarkdown(text);
  }
}

async function keep(
  store: MemoryStore,
  { root, folder, tags = [] }: IndexInput,
  pending: readonly Pending[],
  counts: Counts,
): Promise<void> {
  if (pending.length === 0) return;
  const { database, scope } = store;
  const indexedMs = store.nowMs();
  await database.writeMuch(async (rows) => {
    await store.dialect.begin(rows);
    const changes = pending.flatMap((each) => changesOf(root, each, tags));
    const kept = new Set(changes.map((change) => change.put.id));
    const gone: MemoryChange[] = [];
    for (const { file, split, isNew } of pending) {
      if (split === undefined || isNew) continue;
      const before = await sectionIds(store, rows, `${root}/${file.path}`);
      const lost = before.filter((id) => !kept.has(id));
      gone.push(...lost.map((id) => ({ forget: { kind: "document" as const, id } })));
    }
    await changeMemoriesIn(store, rows, [...changes, ...gone]);
    for (let at = 0; at < pending.length; at += 500) {
      const values = pending.slice(at, at + 500).map(({ file, hash, split }) => ({
        ...{ scope, root, folder, path: file.path, bytes: file.bytes, hash },
        ...{ modified_ms: file.modifiedMs, indexed_ms: indexedMs },
        sections: split?.sections.length ?? 0,
      }));
      await rows
        .insertInto("memory_documents")
        .values(values)
        .onConflict((conflict) =>
          conflict.columns(["scope", "root", "path"]).doUpdateSet((set) => ({
            folder: set.ref("excluded.folder"),
            bytes: set.ref("excluded.bytes"),
            hash: set.ref("excluded.hash"),
            modified_ms: set.ref("excluded.modified_ms"),
            indexed_ms: set.ref("excluded.indexed_ms"),
            sections: set.ref("excluded.sections"),
          })),
        )
        .execute();
    }
    return changes.length;
  });
  for (const { split, isNew } of pending) {
    counts[split === undefined ? "unchanged" : isNew ? "added" : "changed"] += 1;
    counts.sections += split?.sections.length ?? 0;
  }
}

function changesOf(
  root: string,
  { file, split }: Pending,
  given: readonly string[],
): Extract<MemoryChange, { put: unknown }>[] {
  if (split === undefined) return [];
  const path = `${root}/${file.path}`;
  const [, named] = /(?:^|\/)heroes_memories\/([^/]+)\.\w+$/.exec(path) ?? [];
  const tags = [...given, ...(split.tags ?? [])];
  return split.sections.map(({ anchor, title, text }) => ({
    put: {
      ...{ kind: "document" as const, id: `${path}#${anchor}`, path, title, text, tags },
      ...{ heroId: split.hero ?? named, createdMs: file.modifiedMs },
    },
  }));
}

async function forgetDocuments(
  store: MemoryStore,
  root: string,
  paths: readonly string[],
  counts: Counts,
): Promise<void> {
  const { database, scope } = store;
  for (const path of paths) {
    await database.write(async (rows) => {
      await store.dialect.begin(rows);
      const ids = await sectionIds(store, rows, `${root}/${path}`);
      const gone = ids.map((id) => ({ forget: { kind: "document" as const, id } }));
      await changeMemoriesIn(store, rows, gone);
      await rows
        .deleteFrom("memory_documents")
        .where("scope", "=", scope)
        .where("root", "=", root)
        .where("path", "=", path)
        .execute();
    });
    counts.removed += 1;
  }
}

async function sectionIds(
  { scope }: MemoryStore,
  rows: Parameters<typeof changeMemoriesIn>[1],
  path: string,
): Promise<string[]> {
  const found = await rows
    .selectFrom("memories")
    .select("id")
    .where("scope", "=", scope)
    .where("kind", "=", "document")
    // "$" is the letter after "#".
    .where("id", ">=", `${path}#`)
    .where("id", "<", `${path}$`)
    .where("ended_ms", "is", null)
    .where("is_forgotten", "=", 0)
    .execute();
  return found.map(({ id }) => id);
}
