import { type BigIntStats, closeSync, constants, lstatSync, openSync, readlinkSync } from "node:fs";
import { asPath, childPath, displayPath, type FsPath } from "../../foundation/fs-path.ts";
import { parseGoTime } from "../../foundation/go-time.ts";
import { isLongPath } from "../disk/reach.ts";
import { deviceField, emptyEnd, linkTargetField, subtreeEnd } from "../tree/encode-node.ts";
import { nodeTypeOf } from "../tree/go-file-mode.ts";
import type { NodeName } from "../tree/node-name.ts";
import type { NodeType, TreeNode } from "../tree/tree-node.ts";
import { FileNodeSaver } from "./file-node-saver.ts";
import { folderChange, folderCounts } from "./folder-change.ts";
import { listFolder } from "./list-folder.ts";
import type { OldFolder, Ticket } from "./messages.ts";
import { OldFolders } from "./old-folders.ts";
import { type OldTree, subtreeOf } from "./old-tree.ts";
import { type OpenFolder, OpenFolders } from "./open-folders.ts";
import { Parts } from "./parts.ts";
import {
  isSelected,
  type Item,
  prefixOf,
  reportProblem,
  type SaverTools,
  takeKnown,
} from "./saver-tools.ts";

const BIG = { bigint: true } as const;

/** Saves folders with all below them, depth first, handing parts over while another worker is idle. */
export class FolderSaver {
  private readonly tools: SaverTools;
  private readonly files: FileNodeSaver;
  private readonly open: OpenFolders;
  private readonly oldFolders: OldFolders;

  constructor(tools: SaverTools) {
    this.tools = tools;
    this.files = new FileNodeSaver(tools);
    this.oldFolders = new OldFolders((id) => tools.loadTree(id));
    const { control, selector, newTicket, post } = tools;
    this.open = new OpenFolders({
      control,
      selector,
      newTicket,
      handOver: (job) => post({ type: "handover", job }),
    });
  }

  /** A folder that another worker handed over; parts that have places to fill are posted under its ticket. */
  saveHandedOver(
    ticket: Ticket,
    path: FsPath,
    name: NodeName,
    oldParent?: string,
  ): string | Ticket {
    const oldTree = oldParent === undefined ? undefined : this.oldFolders.subtree(oldParent, name);
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
    const old = this.oldFolders.load(oldTreeId);
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
    folder?: OldFolder,
  ): void {
    const parts = new Parts();
    const old = folder === undefined ? undefined : this.oldFolders.folder(folder);
    this.saveItem({ name, path, access: path, old, parts, explicit }, false);
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
    const { name, isFile } = folder.entries[folder.at]!;
    const own = childPath(path, name);
    const access = path === reach ? own : childPath(reach, name);
    const ticket = folder.tickets.get(folder.at);
    const item = { name, path: own, access, old, parts, explicit: false };
    this.saveItem(ticket === undefined ? item : { ...item, ticket }, isFile);
  }

  private saveItem(item: Item, isFile: boolean): void {
    const { path, explicit } = item;
    const { selector } = this.tools;
    if (explicit ? selector.isNeverRead(path) : !selector.selectByName(path)) return;
    try {
      if (isFile && item.old === undefined) {
        const other = this.files.saveNew(item);
        if (other !== undefined) this.saveKind(item, other);
        return;
      }
      const stat = lstatSync(asPath(item.access), BIG);
      if (isSelected(this.tools, item, stat)) this.saveKind(item, stat);
    } catch (error) {
      // Its old text may have been taken already, but the folder is not what it was.
      item.old?.markChanged();
      reportProblem(this.tools, path, error);
    }
  }

  private saveKind(item: Item, stat: BigIntStats): void {
    const type = nodeTypeOf(Number(stat.mode));
    if (type === "file") this.files.save(item, stat);
    else if (type === "dir") this.saveFolder(item, stat);
    else if (type === "socket" || type === "irregular") {
      this.tools.post({ type: "notice", path: displayPath(item.path), notice: type });
    } else this.saveSpecial(item, stat, type);
  }

  private saveSpecial(
    { path, access, name, old, parts }: Item,
    stat: BigIntStats,
    type: NodeType,
  ): void {
    const link = type === "symlink" ? linkTargetField(readlinkSync(asPath(access), "buffer")) : "";
    const device = type === "dev" || type === "chardev" ? deviceField(stat.rdev) : "";
    const bare = prefixOf(this.tools, name, stat, 0) + link;
    const known = device === "" ? takeKnown(this.tools, bare, old) : undefined;
    if (known !== undefined) return parts.add(bare + known);
    const head = bare + this.tools.attributes(path, access) + device;
    if (old?.takeRest(head) === undefined) old?.markChanged();
    parts.add(head + emptyEnd);
  }

  private saveFolder({ path, access, name, old, parts, ticket }: Item, stat: BigIntStats): void {
    const { totals, told } = this.tools;
    const bare = prefixOf(this.tools, name, stat, 0);
    const taken = takeKnown(this.tools, bare, old);
    const attributes =
      taken === undefined ? this.tools.attributes(path, access) : attributesOf(taken);
    const head = bare + attributes;
    const rest = taken ?? old?.takeRest(head);
    const oldNode = rest === undefined ? old?.find(name) : undefined;
    const oldTree = rest === undefined ? (oldNode?.subtree ?? undefined) : subtreeOf(rest);
    const sameNode = rest !== undefined || isSameFolder(oldNode, stat);
    const saved = ticket ?? this.save(path, oldTree, access);
    if (typeof saved === "number") {
      const known = {
        ...(oldTree !== undefined && { oldTree, sameNode }),
        ...(told !== undefined && { path: displayPath(path) }),
      };
      old?.markChanged();
      parts.addHole(head, { kind: "folder", ticket: saved, size: 0, ...known });
      return;
    }
    const change = folderChange(oldTree, sameNode, saved);
    totals[folderCounts[change]]++;
    told?.add(path, "dir", change);
    if (change !== "unmodified") old?.markChanged();
    parts.add(head + subtreeEnd(saved));
  }
}

/** Whatever else changes of a folder changes its ctime. */
function isSameFolder(node: TreeNode | undefined, stat: BigIntStats): boolean {
  return (
    node !== undefined &&
    parseGoTime(node.mtime) === stat.mtimeNs &&
    parseGoTime(node.ctime) === stat.ctimeNs &&
    node.inode === BigInt.asUintN(64, stat.ino) &&
    node.deviceId === BigInt.asUintN(64, stat.dev)
  );
}

/** The attributes' field at the beginning of a node's rest. */
function attributesOf(rest: string): string {
  return rest.slice(0, Math.max(0, rest.lastIndexOf(',"content":')));
}

/** A folder's path for system calls on its entries: itself, or by descriptor when it is too long. */
function reachable(path: FsPath): { readonly path: FsPath; close(): void } {
  if (!isLongPath(path)) return { path, close: () => undefined };
  const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;
  const fd = openSync(asPath(path), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  return { path: `/proc/self/fd/${fd}`, close: () => closeSync(fd) };
}
