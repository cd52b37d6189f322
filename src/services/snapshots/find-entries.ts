import {
  compilePatterns,
  match,
  type Match,
  type PatternList,
} from "../../engine/scan/patterns.ts";
import type { LsEntry } from "../../engine/operations.ts";
import type { Snapshot } from "../../engine/snapshot/snapshot.ts";
import { nanosecondsOf } from "../../engine/snapshot/stamp.ts";
import type { TreeNode } from "../../engine/tree/tree-node.ts";
import type { VaultReader } from "../../engine/vault/vault-reader.ts";
import { childPath, displayPath, type FsPath } from "../../foundation/fs-path.ts";
import { toEntry } from "./list-entries.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";

export interface FindInput {
  /** restic's patterns; an entry must match one of them. */
  readonly patterns: readonly string[];
  readonly ignoreCase?: boolean;
  /** RFC 3339: the oldest and the newest time of modification. */
  readonly oldest?: string;
  readonly newest?: string;
}

/** What was found in one snapshot, in path order. */
export interface FindResult {
  readonly snapshot: Snapshot;
  readonly matches: readonly LsEntry[];
}

/** Folders whose matches are remembered, and how many matches one of them may have for that. */
const MEMORY_FOLDERS = 100_000;
const MEMORY_MATCHES = 100;

/** Searches snapshots for names, in the order given; gives those in which something was found. */
export async function* findEntries(
  reader: VaultReader,
  snapshots: readonly Snapshot[],
  input: FindInput,
  signal?: AbortSignal,
): AsyncGenerator<FindResult> {
  const search = new Search(reader, input, signal);
  for (const snapshot of snapshots) {
    const matches = await search.folder(snapshot.tree, "/");
    if (matches.length > 0) yield { snapshot, matches };
  }
}

class Search {
  private readonly reader: VaultReader;
  private readonly signal: AbortSignal | undefined;
  private readonly lists: readonly PatternList[];
  private readonly oldest: bigint | undefined;
  private readonly newest: bigint | undefined;
  /** Most folders of a snapshot are those of the one before it: by path and tree. */
  private readonly memory = new Map<string, readonly LsEntry[]>();

  constructor(reader: VaultReader, input: FindInput, signal: AbortSignal | undefined) {
    const { patterns, ignoreCase = false, oldest, newest } = input;
    this.reader = reader;
    this.signal = signal;
    this.lists = patterns.map((pattern) => compilePatterns([pattern], { ignoreCase }));
    this.oldest = oldest === undefined ? undefined : nanosecondsOf(oldest);
    this.newest = newest === undefined ? undefined : nanosecondsOf(newest);
  }

  async folder(tree: string, folder: FsPath): Promise<readonly LsEntry[]> {
    const key = typeof folder === "string" ? `${tree}${folder}` : undefined;
    const known = key === undefined ? undefined : this.memory.get(key);
    if (known !== undefined) return known;
    throwIfCancelled(this.signal);
    const found: LsEntry[] = [];
    for (const nodes of await this.reader.treeParts(tree)) {
      for (const node of nodes) {
        const path = childPath(folder, node.name);
        const { matched, childMayMatch } = this.match(path);
        if (matched && this.isInTime(node)) found.push(toEntry(node, displayPath(path)));
        if (node.subtree !== null && childMayMatch) {
          for (const entry of await this.folder(node.subtree, path)) found.push(entry);
        }
      }
    }
    if (key !== undefined && found.length <= MEMORY_MATCHES) this.remember(key, found);
    return found;
  }

  private match(path: FsPath): Match {
    let [matched, childMayMatch] = [false, false];
    for (const list of this.lists) {
      const result = match(list, path);
      matched ||= result.matched;
      childMayMatch ||= result.childMayMatch;
    }
    return { matched, childMayMatch };
  }

  private isInTime({ mtime }: TreeNode): boolean {
    if (this.oldest === undefined && this.newest === undefined) return true;
    const time = nanosecondsOf(mtime);
    return (this.oldest ?? time) <= time && time <= (this.newest ?? time);
  }

  private remember(key: string, found: readonly LsEntry[]): void {
    if (this.memory.size >= MEMORY_FOLDERS) this.memory.clear();
    this.memory.set(key, found);
  }
}
