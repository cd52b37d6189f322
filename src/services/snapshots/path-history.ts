import type { LsEntry } from "../../engine/operations.ts";
import { hash } from "node:crypto";
import { nodeNameFromBytes, compareNodeNames } from "../../engine/tree/node-name.ts";
import type { TreeNode } from "../../engine/tree/tree-node.ts";
import type { Snapshot } from "../../engine/snapshot/snapshot.ts";
import type { VaultReader } from "../../engine/vault/vault-reader.ts";
import { problemOf, ResteraError } from "../../foundation/errors.ts";
import { toEntry } from "./list-entries.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";

export interface HistoryInput {
  /** As `ls` shows it, from the snapshot's root. */
  readonly path: string;
  /** A change of metadata alone makes a version too. */
  readonly metadata?: boolean;
}

/** What a path was over some consecutive snapshots of one machine. */
export interface PathVersion {
  /** What became of it since the version before. */
  readonly change: "added" | "modified" | "metadata" | "type" | "removed";
  readonly hostname: string;
  /** Absent when it was removed. */
  readonly entry?: LsEntry;
  /** Names the content: equal contents have equal names. Absent when it was removed. */
  readonly contentId?: string;
  /** The snapshots that hold this version, oldest first. */
  readonly snapshots: readonly Snapshot[];
}

export interface PathHistory {
  readonly path: string;
  readonly snapshotsSearched: number;
  /** By the time of their first snapshot, oldest first. */
  readonly versions: readonly PathVersion[];
  /** Snapshots that could not be read. */
  readonly problems: readonly { readonly snapshot: string; readonly problem: string }[];
}

/** What a path leads to inside a tree; null when it leads nowhere. */
interface Kept {
  readonly entry: LsEntry;
  readonly contentId: string;
}

const CONCURRENCY = 16;
const MEMORY_PATHS = 100_000;

/** Remembers what paths lead to, by tree: two snapshots rarely differ in more than a few folders. */
export class PathMemory {
  private readonly known = new Map<string, Kept | null>();

  get(tree: string, path: string): Kept | null | undefined {
    return this.known.get(`${tree}/${path}`);
  }

  set(tree: string, path: string, kept: Kept | null): void {
    if (this.known.size >= MEMORY_PATHS) this.known.clear();
    this.known.set(`${tree}/${path}`, kept);
  }
}

/**
 * Every version of one path over snapshots that are given oldest first. Snapshots of paths that do not
 * cover it say nothing about it. Throws `path-never-kept`.
 */
export async function pathHistory(
  reader: VaultReader,
  snapshots: readonly Snapshot[],
  input: HistoryInput,
  memory: PathMemory,
  signal?: AbortSignal,
): Promise<PathHistory> {
  const names = input.path.split("/").filter((name) => name !== "" && name !== ".");
  const path = `/${names.join("/")}`;
  const problems: { snapshot: string; problem: string }[] = [];
  const states: (Kept | null | undefined)[] = [];
  for (let at = 0; at < snapshots.length; at += CONCURRENCY) {
    throwIfCancelled(signal);
    const batch = snapshots.slice(at, at + CONCURRENCY).map(async ({ id, tree }) => {
      try {
        return await lookUp(reader, memory, tree, names, path);
      } catch (error) {
        if (!(error instanceof ResteraError) || error.code === "cancelled") throw error;
        problems.push({ snapshot: id, problem: problemOf(error) });
        return undefined;
      }
    });
    states.push(...(await Promise.all(batch)));
  }
  const versions = new Versions(input.metadata === true);
  snapshots.forEach((snapshot, i) => versions.add(snapshot, path, states[i]));
  if (versions.all.length === 0 && problems.length === 0) {
    throw new ResteraError("path-never-kept", { path, snapshots: snapshots.length });
  }
  return { path, snapshotsSearched: snapshots.length, versions: versions.all, problems };
}

/** Follows names down from a tree; every tree on the way remembers the answer. */
async function lookUp(
  reader: VaultReader,
  memory: PathMemory,
  tree: string,
  names: readonly string[],
  path: string,
): Promise<Kept | null> {
  const rest = names.join("/");
  const known = memory.get(tree, rest);
  // The memory is by relative path: the same tree may lie elsewhere in another snapshot.
  if (known !== undefined) return known && { ...known, entry: { ...known.entry, path } };
  const [first, ...below] = names;
  const name = nodeNameFromBytes(Buffer.from(first ?? ""));
  const node = (await reader.tree(tree)).find((each) => compareNodeNames(each.name, name) === 0);
  let kept: Kept | null = null;
  if (node !== undefined && below.length === 0) kept = toKept(node, path);
  else if (node !== undefined && node.subtree !== null) {
    kept = await lookUp(reader, memory, node.subtree, below, path);
  }
  memory.set(tree, rest, kept);
  return kept;
}

function toKept(node: TreeNode, path: string): Kept {
  const target =
    typeof node.linktarget === "string" ? node.linktarget : Buffer.from(node.linktarget);
  const content = node.content?.join() ?? node.subtree ?? target;
  return { entry: toEntry(node, path), contentId: hash("sha256", content, "hex") };
}

type Version = { -readonly [Key in keyof PathVersion]: PathVersion[Key] } & {
  snapshots: Snapshot[];
};

/** Joins neighbours that hold the same. Machines are told apart: their snapshots interleave. */
class Versions {
  readonly all: Version[] = [];
  private readonly metadata: boolean;
  private readonly current = new Map<string, Version>();

  constructor(metadata: boolean) {
    this.metadata = metadata;
  }

  add(snapshot: Snapshot, path: string, kept: Kept | null | undefined): void {
    if (kept === undefined) return;
    const { hostname } = snapshot;
    const before = this.current.get(hostname);
    if (kept === null && (before === undefined || !covers(snapshot, path, before))) return;
    const change = this.changeOf(before, kept);
    if (change === undefined) {
      before!.snapshots.push(snapshot);
      return;
    }
    const version: Version = { change, hostname, ...kept, snapshots: [snapshot] };
    this.current.set(hostname, version);
    this.all.push(version);
  }

  private changeOf(
    before: Version | undefined,
    now: Kept | null,
  ): PathVersion["change"] | undefined {
    const old = before?.entry;
    if (now === null) return old === undefined ? undefined : "removed";
    if (old === undefined) return "added";
    if (old.type !== now.entry.type) return "type";
    if (before!.contentId !== now.contentId) return "modified";
    return this.metadata && metadataOf(old) !== metadataOf(now.entry) ? "metadata" : undefined;
  }
}

function metadataOf({ mode, uid, gid, user, group, mtime, ctime }: LsEntry): string {
  return JSON.stringify([mode, uid, gid, user, group, mtime, ctime]);
}

/** True when a path that is not in the snapshot would be, were it there: an earlier one of the same paths had it. */
function covers({ paths }: Snapshot, path: string, before: Version): boolean {
  if (before.snapshots.at(-1)!.paths.join("\0") === paths.join("\0")) return true;
  return paths.some((kept) => kept === "/" || kept === path || path.startsWith(`${kept}/`));
}
