import { DATA, TREE } from "../../engine/blob-type.ts";
import { compareNodeNames } from "../../engine/tree/node-name.ts";
import { sameNode } from "../../engine/tree/same-node.ts";
import type { TreeNode } from "../../engine/tree/tree-node.ts";
import type { VaultReader } from "../../engine/vault/vault-reader.ts";
import { problemOf, ResteraError } from "../../foundation/errors.ts";
import { displayPath } from "../../foundation/fs-path.ts";
import { BlobSides } from "./blob-sides.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";

/** Two trees to compare, and how they were asked for. */
export interface DiffSide {
  readonly name: string;
  readonly tree: string;
}

export interface DiffInput {
  /** Also entries of which only the metadata changed. */
  readonly metadata?: boolean;
}

/** Things that only one side has. */
export interface DiffCounts {
  readonly files: number;
  readonly dirs: number;
  readonly others: number;
  readonly dataBlobs: number;
  readonly treeBlobs: number;
  /** Of the blobs, before compression. */
  readonly bytes: number;
}

/** One message of a comparison: changes in path order, problems where they arise, the counts last. */
export type DiffMessage =
  | {
      readonly kind: "change";
      /** Folders end with a slash. */
      readonly path: string;
      /**
       * restic's letters: `+` added, `-` removed, `M` content, `T` type, `U` metadata; `?` after M when
       * nothing but the content changed, which may be a damaged disk.
       */
      readonly modifier: string;
    }
  | { readonly kind: "problem"; readonly object: string; readonly problem: string }
  | {
      readonly kind: "statistics";
      readonly source: string;
      readonly target: string;
      readonly changedFiles: number;
      readonly added: DiffCounts;
      readonly removed: DiffCounts;
    };

/** Compares two trees as `restic diff` does. */
export async function* diffSnapshots(
  reader: VaultReader,
  before: DiffSide,
  after: DiffSide,
  input: DiffInput = {},
  signal?: AbortSignal,
): AsyncGenerator<DiffMessage> {
  const diff = new Diff(reader, input, signal);
  yield* diff.run(before, after);
}

class Tally {
  readonly counts = { files: 0, dirs: 0, others: 0 };

  add({ type }: TreeNode): void {
    if (type === "file") this.counts.files++;
    else if (type === "dir") this.counts.dirs++;
    else this.counts.others++;
  }
}

class Diff {
  private readonly reader: VaultReader;
  private readonly metadata: boolean;
  private readonly signal: AbortSignal | undefined;
  private readonly blobs: BlobSides;
  private readonly added = new Tally();
  private readonly removed = new Tally();
  private changedFiles = 0;

  constructor(
    reader: VaultReader,
    { metadata = false }: DiffInput,
    signal: AbortSignal | undefined,
  ) {
    this.reader = reader;
    this.metadata = metadata;
    this.signal = signal;
    this.blobs = new BlobSides(reader);
  }

  async *run(before: DiffSide, after: DiffSide): AsyncGenerator<DiffMessage> {
    this.blobs.add("before", TREE, before.tree);
    this.blobs.add("after", TREE, after.tree);
    yield* this.guarded(this.compare(before.tree, after.tree, "/"));
    yield {
      kind: "statistics",
      source: before.name,
      target: after.name,
      changedFiles: this.changedFiles,
      added: { ...this.added.counts, ...this.blobs.only("after") },
      removed: { ...this.removed.counts, ...this.blobs.only("before") },
    };
  }

  private async *compare(
    first: string,
    second: string,
    folder: string,
  ): AsyncGenerator<DiffMessage> {
    throwIfCancelled(this.signal);
    const [olds, news] = [await this.reader.tree(first), await this.reader.tree(second)];
    for (const [old, now] of sideBySide(olds, news)) {
      if (old !== undefined) this.addBlobs("before", old);
      if (now !== undefined) this.addBlobs("after", now);
      if (old !== undefined && now !== undefined) yield* this.compareNodes(old, now, folder);
      else if (old !== undefined) yield* this.oneSided(old, "before", folder);
      else if (now !== undefined) yield* this.oneSided(now, "after", folder);
    }
  }

  private async *compareNodes(
    old: TreeNode,
    now: TreeNode,
    folder: string,
  ): AsyncGenerator<DiffMessage> {
    const path = pathOf(folder, now);
    const modifier = this.modifierOf(old, now);
    if (modifier !== "") yield { kind: "change", path, modifier };
    if (old.subtree === null || now.subtree === null) return;
    const inside =
      old.subtree === now.subtree
        ? this.collect(now.subtree)
        : this.compare(old.subtree, now.subtree, path);
    yield* this.guarded(inside);
  }

  private modifierOf(old: TreeNode, now: TreeNode): string {
    const type = old.type === now.type ? "" : "T";
    if (old.type === "file" && now.type === "file" && !sameContent(old, now)) {
      this.changedFiles++;
      return sameNode(old, { ...now, content: old.content }) ? `${type}M?` : `${type}M`;
    }
    return this.metadata && !sameNode(old, now) ? `${type}U` : type;
  }

  /** An entry that one side lacks, with all below it. Its own blobs are noted already. */
  private async *oneSided(
    node: TreeNode,
    side: "before" | "after",
    folder: string,
  ): AsyncGenerator<DiffMessage> {
    const path = pathOf(folder, node);
    yield { kind: "change", path, modifier: side === "after" ? "+" : "-" };
    (side === "after" ? this.added : this.removed).add(node);
    if (node.subtree !== null) yield* this.guarded(this.oneSidedFolder(node.subtree, side, path));
  }

  private async *oneSidedFolder(
    tree: string,
    side: "before" | "after",
    folder: string,
  ): AsyncGenerator<DiffMessage> {
    throwIfCancelled(this.signal);
    for (const node of await this.reader.tree(tree)) {
      this.addBlobs(side, node);
      yield* this.oneSided(node, side, folder);
    }
  }

  /** What lies below a folder that is the same on both sides is neither added nor removed. */
  private async *collect(tree: string): AsyncGenerator<DiffMessage> {
    if (!this.blobs.visit(tree)) return;
    throwIfCancelled(this.signal);
    for (const node of await this.reader.tree(tree)) {
      this.addBlobs("common", node);
      if (node.subtree !== null) yield* this.guarded(this.collect(node.subtree));
    }
  }

  private addBlobs(side: "before" | "after" | "common", node: TreeNode): void {
    for (const id of node.content ?? []) this.blobs.add(side, DATA, id);
    if (node.subtree !== null) this.blobs.add(side, TREE, node.subtree);
  }

  /** A damaged folder is named, and the rest is compared. */
  private async *guarded(messages: AsyncGenerator<DiffMessage>): AsyncGenerator<DiffMessage> {
    try {
      yield* messages;
    } catch (error) {
      const known =
        error instanceof ResteraError && ["damaged", "blob-missing"].includes(error.code);
      if (!known) throw error;
      const { object = `blob ${error.details.blob}`, problem = problemOf(error) } = error.details;
      yield { kind: "problem", object: String(object), problem: String(problem) };
    }
  }
}

function pathOf(folder: string, { name, type }: TreeNode): string {
  return `${folder}${displayPath(name)}${type === "dir" ? "/" : ""}`;
}

function sameContent({ content: first }: TreeNode, { content: second }: TreeNode): boolean {
  return first?.length === second?.length && (first ?? []).every((id, i) => id === second![i]);
}

/** Pairs the nodes of two sorted folders by name. */
function* sideBySide(
  olds: readonly TreeNode[],
  news: readonly TreeNode[],
): Generator<readonly [TreeNode | undefined, TreeNode | undefined]> {
  let [i, j] = [0, 0];
  while (i < olds.length || j < news.length) {
    const [old, now] = [olds[i], news[j]];
    const order =
      old === undefined ? 1 : now === undefined ? -1 : compareNodeNames(old.name, now.name);
    if (order <= 0) i++;
    if (order >= 0) j++;
    yield [order <= 0 ? old : undefined, order >= 0 ? now : undefined];
  }
}
