import { createHash } from "node:crypto";
import { displayPath, type FsPath, pathBytes } from "../../foundation/fs-path.ts";
import type { Problem, RestoreAction, RestorePlan } from "../operations.ts";
import type { NodeType, TreeNode } from "../tree/tree-node.ts";

/** One thing that a restore does. `path` is where it does it; `inSnapshot` is the path a user sees. */
export interface PlannedItem {
  readonly action: RestoreAction["action"];
  readonly path: FsPath;
  readonly inSnapshot: string;
  readonly type: NodeType;
  /** Bytes; 0 for everything but files. */
  readonly size: number;
  /** Absent for what is deleted. */
  readonly node?: TreeNode;
  /** Something stands there that has to go first. */
  readonly replaces?: "folder" | "other";
  /** A regular file stands there: what is right in it need not be fetched. */
  readonly compare?: boolean;
  /** Its content stays; owner, permissions and times are set. */
  readonly metadataOnly?: boolean;
}

/** Everything that a restore will do, in path order. */
export class Plan implements RestorePlan {
  readonly items: PlannedItem[] = [];
  readonly problems: Problem[] = [];
  create = 0;
  overwrite = 0;
  delete = 0;
  skip = 0;
  bytesTotal = 0;
  bytesSkipped = 0;

  add(item: PlannedItem): void {
    this.items.push(item);
    this[item.action]++;
    if (item.action === "delete") return;
    this.bytesTotal += item.size;
    if (item.action === "skip") this.bytesSkipped += item.size;
  }

  /** Takes back what was added last, which was no deletion. */
  removeLast(): void {
    const item = this.items.pop();
    if (item === undefined) return;
    this[item.action]--;
    this.bytesTotal -= item.size;
    if (item.action === "skip") this.bytesSkipped -= item.size;
  }

  /** Names exactly this plan: SHA-256 over every action, type, size and path. */
  get hash(): string {
    const digest = createHash("sha256");
    for (const { action, type, size, path } of this.items) {
      digest.update(`${action}\0${type}\0${size}\0`).update(pathBytes(path)).update("\0");
    }
    return digest.digest("hex");
  }

  *actions(): Generator<RestoreAction> {
    for (const { action, path, type, size } of this.items) {
      yield { action, path: displayPath(path), type, size };
    }
  }
}
