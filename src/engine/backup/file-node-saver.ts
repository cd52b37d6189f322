import { type BigIntStats, closeSync, fstatSync, lstatSync } from "node:fs";
import { asPath } from "../../foundation/fs-path.ts";
import { parseGoTime } from "../../foundation/go-time.ts";
import { contentEnd } from "../tree/encode-node.ts";
import { nodeTypeOf } from "../tree/go-file-mode.ts";
import type { TreeNode } from "../tree/tree-node.ts";
import { FileReplaced, identityOf } from "./file-saver.ts";
import { hasContent, keptContent } from "./old-tree.ts";
import { isSelected, type Item, prefixOf, type SaverTools, takeKnown } from "./saver-tools.ts";

/** Larger files become work of their own, which two workers can share. */
const LARGE_FILE_BYTES = 8 << 20;

const BIG = { bigint: true } as const;

/** Saves regular files: keeps what the parent snapshot has, reads the rest. */
export class FileNodeSaver {
  private readonly tools: SaverTools;

  constructor(tools: SaverTools) {
    this.tools = tools;
  }

  /**
   * A file of which the parent snapshot knows nothing: opened at once. Gives the `lstat` of what turned out to be
   * no file, for others to save.
   */
  saveNew(item: Item): BigIntStats | undefined {
    const fd = this.tools.files.open(item.access);
    try {
      const stat = fstatSync(fd, BIG);
      if (!isSelected(this.tools, item, stat)) return undefined;
      if (!isFile(stat)) return lstatSync(asPath(item.access), BIG);
      this.read(item, fd, stat, false);
      return undefined;
    } finally {
      closeSync(fd);
    }
  }

  /** A file that the parent snapshot may have. */
  save(item: Item, stat: BigIntStats): void {
    const { path, access, name, old, parts } = item;
    const { control, worker, table, totals, files } = this.tools;
    const bare = prefixOf(this.tools, name, stat, Number(stat.size));
    const taken = takeKnown(this.tools, bare, old);
    const head = taken === undefined ? bare + this.tools.attributes(path, access) : bare;
    let rest = taken ?? old?.takeRest(head);
    if (rest !== undefined && !hasContent(table, rest, Number(stat.size))) {
      rest = undefined;
      old?.markChanged();
    } else if (rest === undefined && old !== undefined) {
      rest = this.keptContent(old.find(name), stat);
    }
    if (rest !== undefined) {
      totals.filesUnmodified++;
      this.tools.told?.add(path, "file", "unmodified", { bytesAdded: 0, bytesAddedPacked: 0 });
      control.count(worker, "files", 1);
      control.count(worker, "bytes", Number(stat.size));
      parts.add(head + rest);
      return;
    }
    old?.markChanged();
    const fd = files.open(access);
    try {
      const opened = fstatSync(fd, BIG);
      if (!isFile(opened)) throw new FileReplaced();
      this.read(item, fd, opened, old?.find(name) !== undefined);
    } finally {
      closeSync(fd);
    }
  }

  private read(
    { path, access, name, parts }: Item,
    fd: number,
    stat: BigIntStats,
    known: boolean,
  ): void {
    const { control, worker, totals, files, newTicket, post } = this.tools;
    const size = Number(stat.size);
    const attributes = this.tools.attributes(path, fd);
    const change = known ? "changed" : "new";
    if (size > LARGE_FILE_BYTES && path === access) {
      const ticket = newTicket();
      const identity = identityOf(stat);
      const job = { type: "segment", ticket, path, identity, offset: 0, sequence: 0 } as const;
      post({ type: "handover", job });
      parts.addHole(prefixOf(this.tools, name, stat, size) + attributes, {
        kind: "file",
        ticket,
        size,
      });
      this.tools.told?.add(path, "file", change);
    } else {
      const { dataAdded, dataAddedPacked } = totals;
      const { ids, bytes } = files.save(fd, size);
      this.tools.told?.add(path, "file", change, {
        bytesAdded: totals.dataAdded - dataAdded,
        bytesAddedPacked: totals.dataAddedPacked - dataAddedPacked,
      });
      parts.add(prefixOf(this.tools, name, stat, bytes) + attributes + contentEnd(ids));
    }
    totals[known ? "filesChanged" : "filesNew"]++;
    control.count(worker, "files", 1);
  }

  /** restic's rule: same type, size, mtime, and unless told otherwise ctime and inode; and all blobs are there. */
  private keptContent(node: TreeNode | undefined, stat: BigIntStats): string | undefined {
    if (node === undefined || node.type !== "file" || node.content === null) return undefined;
    const { ignoreCtime, ignoreInode } = this.tools.rules;
    if (BigInt(node.size) !== stat.size) return undefined;
    if (parseGoTime(node.mtime) !== stat.mtimeNs) return undefined;
    if (!ignoreCtime && parseGoTime(node.ctime) !== stat.ctimeNs) return undefined;
    if (!ignoreInode && node.inode !== BigInt.asUintN(64, stat.ino)) return undefined;
    return keptContent(this.tools.table, node.content, node.size);
  }
}

function isFile(stat: BigIntStats): boolean {
  return nodeTypeOf(Number(stat.mode)) === "file";
}
