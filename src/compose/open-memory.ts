import { homedir } from "node:os";
import { checkGiven } from "../services/memory/check-memory.ts";
import { changeMemories, type ChangeOutcome } from "../services/memory/change-memories.ts";
import {
  type IndexedFolder,
  indexedFolders,
  indexFolder,
  type IndexFolderInput,
} from "../services/memory/documents/index-folder.ts";
import { watchFolder, type WatchFolderInput } from "../services/memory/documents/watch-folder.ts";
import type { IndexResult } from "../services/memory/documents/index-documents.ts";
import {
  embedMemories,
  type EmbedInput,
  type EmbedResult,
} from "../services/memory/embedding/embed-memories.ts";
import {
  type EmbeddingStatus,
  embeddingStatus,
} from "../services/memory/embedding/embedding-status.ts";
import {
  forgetMemory,
  rollBack,
  type RollBackInput,
  type RolledBack,
  undoMemory,
} from "../services/memory/forget-memories.ts";
import {
  addHeroMemory,
  type HeroInfo,
  listHeroes,
  type NewHeroMemory,
} from "../services/memory/heroes.ts";
import type { Memory, MemoryKind, NewMemory } from "../services/memory/memory.ts";
import { type NearMemory, nearMemories, type NearQuery } from "../services/memory/near-memories.ts";
import {
  findMemory,
  type ListInput,
  listMemories,
  memoryVersions,
} from "../services/memory/read-memories.ts";
import {
  type SearchHit,
  type SearchInput,
  searchMemories,
} from "../services/memory/search-memories.ts";
import { memoryTimeline, type TimelineInput } from "../services/memory/timeline.ts";
import {
  copyMemory,
  type CopyInput,
  type CopyResult,
} from "../services/memory/transfer/copy-memory.ts";
import {
  type ExportInput,
  exportJson,
  exportNdjson,
} from "../services/memory/transfer/export-memories.ts";
import {
  type ImportInput,
  importMemories,
  type ImportResult,
} from "../services/memory/transfer/import-memories.ts";
import { openImportFile } from "../services/memory/transfer/open-import-file.ts";
import type { BackUpProgress, RunOptions, Vault } from "../services/snapshots/vault.ts";
import type { MemoryFeatures } from "../stores/database/memory-dialect.ts";
import { embedInBackground } from "./embed-in-background.ts";
import {
  backUpMemory,
  type BackUpMemoryInput,
  type BackUpMemoryResult,
  type RestoreInput,
  restoreMemoryFrom,
} from "./memory-in-vaults.ts";
import { memoryStoreOf, type MemoryStoreOptions } from "./memory-store-of.ts";
import { openDatabase } from "./open-database.ts";
import type { MemoryRestore, RestoreMemoryRun } from "./restore-memory.ts";
import { untilClosed } from "./until-closed.ts";

export interface OpenMemoryOptions extends MemoryStoreOptions {
  /**
   * Makes vectors of what is kept, by this process and others, while this memory is open; on with an embedder when absent. Not
   * needed where `restera watch` runs with the same embedder.
   */
  readonly background?: boolean | undefined;
  /** Why vectors could not be made; it is tried again. */
  readonly onProblem?: ((error: unknown) => void) | undefined;
}

export type ImportFileInput = Omit<ImportInput, "bytes" | "name"> & {
  /** For Java and H2: PATH, JAVA_HOME, CLASSPATH, RESTERA_H2_JAR, RESTERA_H2_USER, RESTERA_H2_PASSWORD. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
};

/** Memory in one database, shared with every other process that opens it. Rejects with `ResteraError`, once closed with `memory-closed`. */
export interface OpenMemory {
  /** Keeps memories in one transaction and says what became of each; on disk when this resolves. Throws `memory-invalid`. */
  put(...memories: readonly NewMemory[]): Promise<ChangeOutcome[]>;
  /** Adds a row to the table `heroes_memories`. */
  addHeroMemory(memory: NewHeroMemory): Promise<Memory>;
  /** Throws `memory-unknown`. */
  get(kind: MemoryKind, id: string, at?: { readonly asOfMs?: number }): Promise<Memory>;
  /** All that it ever was, the newest first. */
  versions(kind: MemoryKind, id: string): Promise<Memory[]>;
  /** What was kept last comes first. */
  list(input?: ListInput): Promise<Memory[]>;
  nearest(query: NearQuery): Promise<NearMemory[]>;
  search(input: SearchInput): Promise<SearchHit[]>;
  /** Makes the vectors that are missing, now. Throws `embedder-missing`, and what the embedder throws. */
  embed(input?: EmbedInput): Promise<EmbedResult>;
  embeddingStatus(): Promise<EmbeddingStatus>;
  heroes(): Promise<HeroInfo[]>;
  timeline(input?: TimelineInput): Promise<Memory[]>;
  /** Throws `memory-unknown`. */
  forget(kind: MemoryKind, id: string): Promise<void>;
  /** Takes the last change of one memory back. */
  undo(kind: MemoryKind, id: string): Promise<"forgotten" | "restored">;
  /** Takes everything back that was said since a moment. */
  rollBack(input: RollBackInput): Promise<RolledBack[]>;
  /** Brings memory up to date with the Markdown and JSON files of a folder. */
  indexFolder(input: IndexFolderInput): Promise<IndexResult>;
  indexedFolders(): Promise<IndexedFolder[]>;
  /** `{"entities": [], "tattoos": []}` in parts of text; everything, a row a line, with `ndjson`. */
  export(input?: ExportInput & { readonly ndjson?: boolean }): AsyncGenerator<string>;
  import(input: ImportInput): Promise<ImportResult>;
  /** Copies all of it, with its history, into another database that has no memory yet; goes on where it was stopped. */
  migrate(url: string, input?: CopyInput): Promise<CopyResult>;
  /** Keeps memory up to date with a folder's documents until the signal is raised. */
  watchFolder(input: WatchFolderInput): Promise<void>;
  /** Imports a file, an H2 database `interstice.mv.db`, or a folder of COGX. Throws `h2-missing`, `h2-unreadable` besides. */
  importFile(path: string, input?: ImportFileInput): Promise<ImportResult>;
  /** Makes a snapshot with all of memory as it is at one moment, the folders of its documents, and other paths. */
  backUp(
    vault: Vault,
    input?: BackUpMemoryInput,
    run?: RunOptions<BackUpProgress>,
  ): Promise<BackUpMemoryResult>;
  /** Brings memory and its documents back from such a snapshot; what is there is kept aside. */
  restore(vault: Vault, input: RestoreInput, run?: RestoreMemoryRun): Promise<MemoryRestore>;
  /** What searches rest on in this database. */
  features(): Promise<MemoryFeatures>;
  close(): Promise<void>;
}

/**
 * Opens the database of memory: the path of a SQLite file, or `postgres://user@host/database`. Throws `database-unreachable`,
 * `database-on-network`, `database-newer`, `database-old`.
 */
export async function openMemory(
  url: string,
  options: OpenMemoryOptions = {},
): Promise<OpenMemory> {
  const database = await openDatabase(url);
  const store = await memoryStoreOf(database, options);
  const { background = options.embedder !== undefined, onProblem } = options;
  const over = new AbortController();
  const embedding =
    background && options.embedder !== undefined
      ? embedInBackground(store, { signal: over.signal, onProblem })
      : Promise.resolve();
  return untilClosed({
    put: async (...memories) => {
      for (const memory of memories) checkGiven(memory);
      const changes = memories.map((memory) => ({ put: memory }));
      return changeMemories(store, changes);
    },
    addHeroMemory: (memory) => addHeroMemory(store, memory),
    get: (kind, id, at) => findMemory(store, kind, id, at),
    versions: (kind, id) => memoryVersions(store, kind, id),
    list: (input) => listMemories(store, input),
    nearest: (query) => nearMemories(store, query),
    search: (input) => searchMemories(store, input),
    embed: (input) => embedMemories(store, input),
    embeddingStatus: () => embeddingStatus(store),
    heroes: () => listHeroes(store),
    timeline: (input) => memoryTimeline(store, input),
    forget: (kind, id) => forgetMemory(store, kind, id),
    undo: (kind, id) => undoMemory(store, kind, id),
    rollBack: (input) => rollBack(store, input),
    indexFolder: (input) => indexFolder(store, input),
    indexedFolders: () => indexedFolders(store),
    export: ({ ndjson = false, ...input } = {}) =>
      ndjson ? exportNdjson(store, input) : exportJson(store, input),
    import: (input) => importMemories(store, input),
    migrate: async (to, input) => {
      const target = await openDatabase(to);
      try {
        return await copyMemory(store, await memoryStoreOf(target), input);
      } finally {
        await target.close();
      }
    },
    watchFolder: (input) => watchFolder(store, input),
    importFile: (path, { environment = {}, ...input } = {}) => {
      const { signal } = input;
      const bytes = openImportFile(path, { environment, home: homedir(), signal });
      return importMemories(store, { ...input, name: path, bytes });
    },
    backUp: (vault, input, run) => backUpMemory(url, vault, input, run),
    restore: (vault, input, run) => restoreMemoryFrom(url, vault, input, run),
    features: () => store.dialect.features(database.rows),
    close: async () => {
      over.abort();
      await embedding;
      await database.close();
    },
  });
}
