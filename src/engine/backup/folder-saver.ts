import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
} from "node:fs";
import { asPath, childPath, displayPath, type FsPath } from "../../foundation/fs-path.ts";
import type { BlobTable } from "../index/blob-table.ts";
import type { Selector } from "../scan/select.ts";
import {
  contentEnd,
  deviceField,
  emptyEnd,
  linkTargetField,
  nodeNameJson,
  nodePrefix,
  subtreeEnd,
} from "../tree/encode-node.ts";
import { nodeTypeOf } from "../tree/go-file-mode.ts";
import type { AttributeField } from "./attribute-field.ts";
import type { NodeName } from "../tree/node-name.ts";
import type { TreeNode } from "../tree/tree-node.ts";
import { parseGoTime } from "../../foundation/go-time.ts";
import type { Control } from "../workers/control.ts";
import type { BlobSaver } from "./blob-saver.ts";
import { type FileSaver, identityOf } from "./file-saver.ts";
import { type FolderEntry, listFolder } from "./list-folder.ts";
import type { FromWorker, Hole, Ticket, WorkerTotals } from "./messages.ts";
import { type OpenFolder, OpenFolders } from "./open-folders.ts";
import { hasContent, keptContent, OldTree, subtreeOf } from "./old-tree.ts";

/** Larger files become work of their own, which two workers can share. */
const LARGE_FILE_BYTES = 8 << 20;
/** Linux refuses paths of 4,096 bytes; from here on folders are reached through a descriptor. */
const LONG_PATH_BYTES = 3800;

const BIG = { bigint: true } as const;

export interface FolderSaverTools {
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
}

/** A folder in the making: its nodes' texts, and the places that others fill. */
class Parts {
  readonly texts: string[] = [];
  readonly holes: Hole[] = [];

  add(text: string): void {
    this.texts.push(text);
  }

  addHole(text: string, hole: Omit<Hole, "index">): void {
    this.holes.push({ ...hole, index: this.texts.length });
    this.texts.push(text);
  }
}

/** Saves folders with all below them, depth first, handing parts over while another worker is idle. */
export class FolderSaver {
  private readonly tools: FolderSaverTools;
  private readonly open: OpenFolders;

  constructor(tools: FolderSaverTools) {
    this.tools = tools;
    const { control, selector, newTicket, post } = tools;
    this.open = new OpenFolders({
      control,
      selector,
      newTicket,
      handOver: (job) => post({ type: "handover", job }),
    });
  }

  /** A folder that another worker handed over; the answer to the job is posted. */
  saveHandedOver(
    ticket: Ticket,
    path: FsPath,
    name: NodeName,
    oldParent?: string,
  ): string | Ticket {
    const oldTree = this.loadOld(oldParent)?.find(name)?.subtree ?? undefined;
    return this.save(path, oldTree, path, ticket);
  }

  /**
   * Gives the tree's id, or the ticket (the given one, or a new one) under which it will be known.
   * Throws when the folder cannot be listed.
   */
  save(path: FsPath, oldTreeId?: string, access: FsPath = path, ticket?: Ticket): string | Ticket {
    const { control, worker } = this.tools;
    control.setCurrent(worker, path);
    control.count(worker, "folders", 1);
    const entries = listFolder(access);
    const old = this.loadOld(oldTreeId);
    const parts = new Parts();
    const reach = reachable(access);
    const folder = this.open.enter(path === reach.path ? path : undefined, oldTreeId, entries);
    try {
      for (; folder.at < entries.length; folder.at++) {
        control.throwIfCancelled();
        this.open.share();
        this.saveEntry(path, reach.path, folder, old, parts);
      }
    } finally {
      this.open.leave();
      reach.close();
    }
    return this.finish(parts, old, oldTreeId, ticket);
  }

  /** Saves what the user named; posts the result under the ticket. */
  saveTarget(
    ticket: Ticket,
    name: NodeName,
    path: FsPath,
    explicit: boolean,
    oldTreeId?: string,
  ): void {
    const parts = new Parts();
    const entry = { name, isFile: false, isFolder: false };
    this.saveNode(path, path, entry, this.loadOld(oldTreeId), parts, { explicit });
    const { post } = this.tools;
    if (parts.holes.length > 0) {
      post({
        type: "parts",
        ticket,
        ready: true,
        tree: false,
        parts: parts.texts,
        holes: parts.holes,
      });
    } else {
      post({ type: "result", ticket, ready: true, text: parts.texts[0] ?? null });
    }
  }

  private loadOld(id: string | undefined): OldTree | undefined {
    const text = id === undefined ? undefined : this.tools.loadTree(id);
    return text === undefined ? undefined : new OldTree(id!, text);
  }

  private finish(
    parts: Parts,
    old: OldTree | undefined,
    oldTreeId: string | undefined,
    given: Ticket | undefined,
  ): string | Ticket {
    const { blobs, newTicket, post } = this.tools;
    if (parts.holes.length > 0) {
      const ticket = given ?? newTicket();
      const ready = given !== undefined;
      post({ type: "parts", ticket, ready, tree: true, parts: parts.texts, holes: parts.holes });
      return ticket;
    }
    if (old?.isWhole === true) return oldTreeId!;
    return blobs.saveTree(parts.texts);
  }

  private saveEntry(
    path: FsPath,
    reach: FsPath,
    folder: OpenFolder,
    old: OldTree | undefined,
    parts: Parts,
  ): void {
    const entry = folder.entries[folder.at]!;
    const own = childPath(path, entry.name);
    const access = path === reach ? own : childPath(reach, entry.name);
    const ticket = folder.tickets.get(folder.at);
    this.saveNode(own, access, entry, old, parts, ticket === undefined ? {} : { ticket });
  }

  /** `path` is the true one, `access` the one that system calls get; they differ beyond 4,096 bytes. */
  private saveNode(
    path: FsPath,
    access: FsPath,
    entry: FolderEntry,
    old: OldTree | undefined,
    parts: Parts,
    { explicit = false, ticket }: NodeOptions,
  ): void {
    const { selector } = this.tools;
    if (explicit ? selector.isNeverRead(path) : !selector.selectByName(path)) return;
    try {
      if (entry.isFile && old === undefined)
        this.saveNewFile(path, access, entry.name, parts, explicit);
      else {
        const stat = lstatSync(asPath(access), BIG);
        if (!this.isSelected(path, stat, explicit)) return;
        this.saveKnown(path, access, entry.name, stat, old, parts, ticket);
      }
    } catch (error) {
      // Its old text may have been taken already, but the folder is not what it was.
      old?.markChanged();
      this.report(path, error);
    }
  }

  private isSelected(path: FsPath, stat: BigIntStats, explicit: boolean): boolean {
    const { selector } = this.tools;
    return explicit ? !selector.isNeverRead(path, stat) : selector.select(path, stat);
  }

  private saveKnown(
    path: FsPath,
    access: FsPath,
    name: NodeName,
    stat: BigIntStats,
    old: OldTree | undefined,
    parts: Parts,
    ticket?: Ticket,
  ): void {
    const type = nodeTypeOf(Number(stat.mode));
    if (type === "file") this.saveFile(path, access, name, stat, old, parts);
    else if (type === "dir") this.saveFolder(path, access, name, stat, old, parts, ticket);
    else if (type === "socket" || type === "irregular") {
      this.tools.post({ type: "notice", path: displayPath(path), notice: type });
    } else {
      const link =
        type === "symlink" ? linkTargetField(readlinkSync(asPath(access), "buffer")) : "";
      const device = type === "dev" || type === "chardev" ? deviceField(stat.rdev) : "";
      const bare = this.prefix(name, stat, 0) + link;
      const known = device === "" ? this.takeKnown(bare, old) : undefined;
      if (known !== undefined) return parts.add(bare + known);
      const head = bare + this.tools.attributes(path, access) + device;
      if (old?.takeRest(head) === undefined) old?.markChanged();
      parts.add(head + emptyEnd);
    }
  }

  private saveFolder(
    path: FsPath,
    access: FsPath,
    name: NodeName,
    stat: BigIntStats,
    old: OldTree | undefined,
    parts: Parts,
    ticket?: Ticket,
  ): void {
    const { totals } = this.tools;
    const bare = this.prefix(name, stat, 0);
    const taken = this.takeKnown(bare, old);
    const head =
      bare + (taken === undefined ? this.tools.attributes(path, access) : attributesOf(taken));
    const rest = taken ?? old?.takeRest(head);
    const oldNode = rest === undefined ? old?.find(name) : undefined;
    const oldTree = rest === undefined ? (oldNode?.subtree ?? undefined) : subtreeOf(rest);
    const saved = ticket ?? this.save(path, oldTree, access);
    if (typeof saved === "number") {
      const known = oldTree === undefined ? {} : { oldTree, sameNode: rest !== undefined };
      old?.markChanged();
      parts.addHole(head, { kind: "folder", ticket: saved, size: 0, ...known });
      return;
    }
    const unchanged = rest !== undefined && saved === oldTree;
    totals[unchanged ? "dirsUnmodified" : oldTree === undefined ? "dirsNew" : "dirsChanged"]++;
    if (!unchanged) old?.markChanged();
    parts.add(head + subtreeEnd(saved));
  }

  /** The rest of an old node, its attributes included, when those need not be looked at. */
  private takeKnown(bare: string, old: OldTree | undefined): string | undefined {
    return this.tools.attributesKnown ? old?.takeRest(bare) : undefined;
  }

  private saveNewFile(
    path: FsPath,
    access: FsPath,
    name: NodeName,
    parts: Parts,
    explicit: boolean,
  ): void {
    const fd = this.tools.files.open(access);
    try {
      const stat = fstatSync(fd, BIG);
      if (!this.isSelected(path, stat, explicit)) return;
      if (nodeTypeOf(Number(stat.mode)) === "file")
        this.readFile(path, access, fd, name, stat, parts);
      else this.saveKnown(path, access, name, lstatSync(asPath(access), BIG), undefined, parts);
    } finally {
      closeSync(fd);
    }
  }

  private saveFile(
    path: FsPath,
    access: FsPath,
    name: NodeName,
    stat: BigIntStats,
    old: OldTree | undefined,
    parts: Parts,
  ): void {
    const { control, worker, table, totals, files } = this.tools;
    const bare = this.prefix(name, stat, Number(stat.size));
    const taken = this.takeKnown(bare, old);
    const head = taken === undefined ? bare + this.tools.attributes(path, access) : bare;
    let rest = taken ?? old?.takeRest(head);
    if (rest !== undefined && !hasContent(table, rest)) {
      rest = undefined;
      old?.markChanged();
    } else if (rest === undefined && old !== undefined) {
      rest = this.keptContent(old.find(name), stat);
    }
    if (rest !== undefined) {
      totals.filesUnmodified++;
      control.count(worker, "files", 1);
      control.count(worker, "bytes", Number(stat.size));
      parts.add(head + rest);
      return;
    }
    old?.markChanged();
    const fd = files.open(access);
    try {
      const opened = fstatSync(fd, BIG);
      if (nodeTypeOf(Number(opened.mode)) !== "file")
        return this.report(path, new Error("no longer a file"));
      this.readFile(path, access, fd, name, opened, parts, old?.find(name) !== undefined);
    } finally {
      closeSync(fd);
    }
  }

  private readFile(
    path: FsPath,
    access: FsPath,
    fd: number,
    name: NodeName,
    stat: BigIntStats,
    parts: Parts,
    known = false,
  ): void {
    const { control, worker, totals, files, newTicket, post } = this.tools;
    const size = Number(stat.size);
    const attributes = this.tools.attributes(path, fd);
    if (size > LARGE_FILE_BYTES && path === access) {
      const ticket = newTicket();
      const identity = identityOf(stat);
      post({
        type: "handover",
        job: { type: "segment", ticket, path, identity, offset: 0, sequence: 0 },
      });
      parts.addHole(this.prefix(name, stat, size) + attributes, { kind: "file", ticket, size });
    } else {
      const { ids, bytes } = files.save(fd, size);
      parts.add(this.prefix(name, stat, bytes) + attributes + contentEnd(ids));
    }
    totals[known ? "filesChanged" : "filesNew"]++;
    control.count(worker, "files", 1);
  }

  /** restic's rule: same type, size, mtime, and unless told otherwise ctime and inode; and all blobs are there. */
  private keptContent(node: TreeNode | undefined, stat: BigIntStats): string | undefined {
    if (node === undefined || node.type !== "file" || node.content === null) return undefined;
    const { ignoreCtime, ignoreInode } = this.tools.rules;
    if (BigInt(node.size) !== stat.size || parseGoTime(node.mtime) !== stat.mtimeNs)
      return undefined;
    if (!ignoreCtime && parseGoTime(node.ctime) !== stat.ctimeNs) return undefined;
    if (!ignoreInode && node.inode !== BigInt.asUintN(64, stat.ino)) return undefined;
    return keptContent(this.tools.table, node.content);
  }

  private prefix(name: NodeName, stat: BigIntStats, size: number): string {
    return nodePrefix(nodeNameJson(name), stat, size, this.tools.rules.withAtime);
  }

  /** What cannot be read is named and left out, and the rest goes on; everything else is fatal. */
  private report(path: FsPath, error: unknown): void {
    const known =
      error instanceof Error && ("syscall" in error || error.message === "no longer a file");
    if (!known) throw error;
    const { control, worker, post } = this.tools;
    control.count(worker, "errors", 1);
    const during = "syscall" in error && error.syscall === "read" ? "read" : "scan";
    post({ type: "problem", path: displayPath(path), during, problem: error.message });
  }
}

/** The attributes' field at the beginning of a node's rest. */
function attributesOf(rest: string): string {
  return rest.slice(0, Math.max(0, rest.lastIndexOf(',"content":')));
}

/** How one entry is treated: named by the user, or handed over under a ticket. */
interface NodeOptions {
  readonly explicit?: boolean;
  readonly ticket?: Ticket;
}

/** A folder's path for system calls on its entries: itself, or by descriptor when it is too long. */
function reachable(path: FsPath): { readonly path: FsPath; close(): void } {
  const isLong =
    path.length * 3 >= LONG_PATH_BYTES && Buffer.byteLength(asPath(path)) >= LONG_PATH_BYTES;
  if (!isLong || process.platform !== "linux") return { path, close: () => undefined };
  const fd = openSync(
    asPath(path),
    constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW,
  );
  return { path: `/proc/self/fd/${fd}`, close: () => closeSync(fd) };
}
