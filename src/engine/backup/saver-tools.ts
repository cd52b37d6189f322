import type { BigIntStats } from "node:fs";
import { displayPath, type FsPath } from "../../foundation/fs-path.ts";
import type { BlobTable } from "../index/blob-table.ts";
import type { Selector } from "../scan/select.ts";
import { nodeNameJson, nodePrefix } from "../tree/encode-node.ts";
import type { NodeName } from "../tree/node-name.ts";
import type { Control } from "../workers/control.ts";
import type { AttributeField } from "./attribute-field.ts";
import type { BlobSaver } from "./blob-saver.ts";
import type { FileSaver } from "./file-saver.ts";
import type { FromWorker, Ticket, WorkerTotals } from "./messages.ts";
import type { OldTree } from "./old-tree.ts";
import type { Parts } from "./parts.ts";
import type { ToldItems } from "./told-items.ts";

/** What everything that saves nodes in a worker works with. */
export interface SaverTools {
  readonly control: Control;
  readonly worker: number;
  readonly blobs: BlobSaver;
  readonly files: FileSaver;
  readonly table: BlobTable;
  readonly selector: Selector;
  readonly totals: WorkerTotals;
  readonly rules: {
    readonly ignoreInode: boolean;
    readonly ignoreCtime: boolean;
    readonly withAtime: boolean;
  };
  /** The text of a tree of the parent snapshot; `undefined` when it cannot be had. */
  loadTree(id: string): string | undefined;
  newTicket(): Ticket;
  post(message: FromWorker): void;
  /**
   * The parent snapshot has the extended attributes of all it holds. Whoever changes an attribute changes the
   * ctime with it, so a node that is the same in all else has the same attributes.
   */
  readonly attributesKnown: boolean;
  readonly attributes: AttributeField;
  /** Where somebody wants to hear of every item. */
  readonly told: ToldItems | undefined;
}

/** An entry of a folder on its way into a tree. */
export interface Item {
  readonly name: NodeName;
  /** The true path. */
  readonly path: FsPath;
  /** The path that system calls get: another one beyond 4,096 bytes. */
  readonly access: FsPath;
  /** The parent snapshot's tree of the folder that it is in. */
  readonly old: OldTree | undefined;
  readonly parts: Parts;
  /** The user named this very path. */
  readonly explicit: boolean;
  /** It was handed over: its result comes under this ticket. */
  readonly ticket?: Ticket;
}

/** A node's text up to where the kinds of file differ. */
export function prefixOf(
  { rules }: SaverTools,
  name: NodeName,
  stat: BigIntStats,
  size: number,
): string {
  return nodePrefix(nodeNameJson(name), stat, size, rules.withAtime);
}

/** The rest of an old node, its attributes included, when those need not be looked at. */
export function takeKnown(
  tools: SaverTools,
  bare: string,
  old: OldTree | undefined,
): string | undefined {
  return tools.attributesKnown ? old?.takeRest(bare) : undefined;
}

/** True when the selection lets an entry in, given its `lstat`. */
export function isSelected(
  { selector }: SaverTools,
  { path, explicit }: Item,
  stat: BigIntStats,
): boolean {
  return explicit ? !selector.isNeverRead(path, stat) : selector.select(path, stat);
}

/** What the file system refuses is named and left out, and the rest goes on; everything else is fatal. */
export function reportProblem(
  { control, worker, post }: SaverTools,
  path: FsPath,
  error: unknown,
): void {
  if (!(error instanceof Error) || !("syscall" in error)) throw error;
  control.count(worker, "errors", 1);
  const during = error.syscall === "read" ? "read" : "scan";
  post({ type: "problem", path: displayPath(path), during, problem: error.message });
}
