import { ResteraError } from "../../foundation/errors.ts";
import { DATA, TREE } from "../blob-type.ts";
import type { RunOptions } from "../operations.ts";
import { deleteSnapshots } from "../snapshot/delete-snapshots.ts";
import { encodeSnapshot } from "../snapshot/encode-snapshot.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { decodeTree } from "../tree/decode-tree.ts";
import { displayNodeName } from "../tree/node-name.ts";
import { nodeTypes } from "../tree/tree-node.ts";
import type { VaultReader } from "../vault/vault-reader.ts";
import { BlobWriter } from "./blob-writer.ts";
import type { RepairProgress } from "./repair-index.ts";
import { joinTree, type NodeText, splitTree, withContent, withSubtree } from "./tree-text.ts";

export interface RepairSnapshotsInput {
  readonly dryRun?: boolean;
  /** Remove the broken snapshots once the repaired ones are written. */
  readonly forget?: boolean;
}

/** What was wrong at one path of a snapshot. */
export interface SnapshotDamage {
  readonly path: string;
  /** `content`: parts of the file are gone. `size`: it was noted wrongly. `folder`: its list is gone. `type`: no such entry can be, or another one has its name. */
  readonly kind: "content" | "size" | "folder" | "type";
}

export interface RepairedSnapshot {
  readonly snapshot: Snapshot;
  readonly damage: readonly SnapshotDamage[];
  /** What took its place; absent on a dry run, and when nothing of it can be read. */
  readonly repaired?: Snapshot;
  /** Its root cannot be read: nothing is left of it. */
  readonly hopeless?: boolean;
}

export interface RepairSnapshotsResult {
  /** Only snapshots that are damaged. */
  readonly snapshots: readonly RepairedSnapshot[];
  readonly whole: number;
}

/** The tag of repaired snapshots that stand beside the broken ones, as restic has it. */
const REPAIRED_TAG = "repaired";
const knownTypes = new Set<unknown>(nodeTypes.filter((type) => type !== "irregular"));

/**
 * Writes snapshots anew without what is lost: folders that cannot be read become empty, files lose
 * the parts that are gone (`restic repair snapshots`). To be called under the exclusive lock.
 */
export async function repairSnapshots(
  reader: VaultReader,
  snapshots: readonly Snapshot[],
  input: RepairSnapshotsInput,
  run: RunOptions<RepairProgress> = {},
): Promise<RepairSnapshotsResult> {
  const startedMs = Date.now();
  const signal = run.signal ?? new AbortController().signal;
  const writer = new BlobWriter(reader.vault, signal);
  const rewriter = new TreeRewriter(reader, input.dryRun === true ? undefined : writer, signal);
  const found: RepairedSnapshot[] = [];
  const trees = new Map<string, string | null>();
  try {
    for (const [i, snapshot] of snapshots.entries()) {
      const secondsElapsed = (Date.now() - startedMs) / 1000;
      run.onProgress?.({ secondsElapsed, done: i, total: snapshots.length });
      const { tree, damage } = await rewriter.rewrite(snapshot.tree);
      trees.set(snapshot.id, tree);
      if (tree === null) found.push({ snapshot, damage, hopeless: true });
      else if (tree !== snapshot.tree) found.push({ snapshot, damage });
    }
    const whole = snapshots.length - found.length;
    if (input.dryRun === true) return { snapshots: found, whole };
    // Every new tree is in the vault before a snapshot names one.
    await writer.finish();
    const repaired: RepairedSnapshot[] = [];
    for (const one of found) {
      const tree = trees.get(one.snapshot.id)!;
      repaired.push(await replace(reader, one, tree, input.forget === true, signal));
    }
    return { snapshots: repaired, whole };
  } finally {
    await writer.close();
  }
}

async function replace(
  { vault }: VaultReader,
  found: RepairedSnapshot,
  tree: string | null,
  forget: boolean,
  signal: AbortSignal,
): Promise<RepairedSnapshot> {
  const { id: old, ...content } = found.snapshot;
  let repaired: Snapshot | undefined;
  if (tree !== null) {
    const tags = [...new Set([...(content.tags ?? []), ...(forget ? [] : [REPAIRED_TAG])])];
    const changed = { ...content, tree, tags, original: old };
    repaired = {
      ...changed,
      id: await vault.objects.save("snapshots", encodeSnapshot(changed), { signal }),
    };
  }
  if (forget) await deleteSnapshots(vault.store, [old], { signal });
  return repaired === undefined ? found : { ...found, repaired };
}

function pathOf({ fields: { name } }: NodeText): string {
  return `/${typeof name === "string" ? name : "(no name)"}`;
}

/** True when a restore takes the whole list as it is, so that nobody has to ask for each node. */
function canBeTree(id: string, nodes: readonly NodeText[]): boolean {
  try {
    decodeTree(id, joinTree(nodes.map(({ json }) => json)));
    return true;
  } catch {
    return false;
  }
}

/** True when a restore takes the node, as the first of its name. */
function canBeNode(id: string, json: string, names: Set<string>): boolean {
  try {
    const [node] = decodeTree(id, joinTree([json]));
    const name = displayNodeName(node!.name);
    return names.size < names.add(name).size;
  } catch {
    return false;
  }
}

/** What a tree becomes, with the damage below it by relative path. */
interface Rewritten {
  readonly tree: string | null;
  readonly damage: readonly SnapshotDamage[];
}

class TreeRewriter {
  private readonly reader: VaultReader;
  /** Absent on a dry run. */
  private readonly writer: BlobWriter | undefined;
  private readonly signal: AbortSignal;
  private readonly known = new Map<string, Rewritten>();

  constructor(reader: VaultReader, writer: BlobWriter | undefined, signal: AbortSignal) {
    this.reader = reader;
    this.writer = writer;
    this.signal = signal;
  }

  async rewrite(id: string): Promise<Rewritten> {
    const known = this.known.get(id);
    if (known !== undefined) return known;
    if (this.signal.aborted) throw new ResteraError("cancelled");
    const nodes = await this.readNodes(id);
    const result =
      nodes === undefined ? { tree: null, damage: [] } : await this.rewriteNodes(id, nodes);
    this.known.set(id, result);
    return result;
  }

  private async readNodes(id: string): Promise<NodeText[] | undefined> {
    try {
      const text = await this.reader.blob(TREE, id, { signal: this.signal });
      return splitTree(text.toString("utf8"));
    } catch (error) {
      const gone =
        error instanceof ResteraError && ["damaged", "blob-missing"].includes(error.code);
      if (gone || error instanceof SyntaxError) return undefined;
      if (error instanceof ResteraError || (error instanceof Error && "code" in error)) throw error;
      return undefined;
    }
  }

  private async rewriteNodes(id: string, nodes: readonly NodeText[]): Promise<Rewritten> {
    const damage: SnapshotDamage[] = [];
    const texts: string[] = [];
    const names = new Set<string>();
    const allCanBe = canBeTree(id, nodes);
    for (const node of nodes) {
      const text = await this.rewriteNode(node, damage);
      if (text === undefined) continue;
      if (allCanBe || canBeNode(id, text, names)) texts.push(text);
      else damage.push({ path: pathOf(node), kind: "type" });
    }
    const same = texts.length === nodes.length && texts.every((text, i) => text === nodes[i]!.json);
    return { tree: same ? id : await this.save(texts), damage };
  }

  /** The node's text, or undefined when it cannot stay. */
  private async rewriteNode(node: NodeText, damage: SnapshotDamage[]): Promise<string | undefined> {
    const { type, subtree } = node.fields;
    const path = pathOf(node);
    if (!knownTypes.has(type)) {
      damage.push({ path, kind: "type" });
      return undefined;
    }
    if (type === "file") return this.rewriteFile(node, path, damage);
    if (type !== "dir") return node.json;
    const below =
      typeof subtree === "string" ? await this.rewrite(subtree) : { tree: null, damage: [] };
    for (const each of below.damage) damage.push({ ...each, path: path + each.path });
    if (below.tree === null) damage.push({ path, kind: "folder" });
    const tree = below.tree ?? (await this.save([]));
    return tree === subtree ? node.json : withSubtree(node, tree);
  }

  private rewriteFile(node: NodeText, path: string, damage: SnapshotDamage[]): string {
    const content = Array.isArray(node.fields.content) ? (node.fields.content as string[]) : [];
    const kept = content.filter((id) => typeof id === "string" && this.reader.has(DATA, id));
    const { table } = this.reader.index;
    const size = kept.reduce((sum, id) => sum + table.textBytes(this.reader.entry(DATA, id)), 0);
    const noted = typeof node.fields.size === "number" ? node.fields.size : 0;
    if (kept.length === content.length && size === noted) return node.json;
    damage.push({ path, kind: kept.length < content.length ? "content" : "size" });
    return withContent(node, kept, size);
  }

  private async save(nodes: readonly string[]): Promise<string> {
    // On a dry run it only has to differ from every real id.
    return this.writer === undefined ? "" : this.writer.save(TREE, joinTree(nodes));
  }
}
