import { lstatSync } from "node:fs";
import { asPath, childPath, type FsPath } from "../../foundation/fs-path.ts";
import type { Selector } from "../scan/select.ts";
import type { Control } from "../workers/control.ts";
import type { FolderEntry } from "./list-folder.ts";
import type { FolderJob, Ticket } from "./messages.ts";

/** A folder that is being saved: what is left of it can be handed over. */
export interface OpenFolder {
  readonly path: FsPath;
  /** Tree of the parent snapshot for this folder. */
  readonly oldTree: string | undefined;
  readonly entries: readonly FolderEntry[];
  /** Position of the entry that is being saved. */
  at: number;
  /** Entries from here on were looked at and handed over, or cannot be. */
  shared: number;
  /** What was handed over, by position. */
  readonly tickets: Map<number, Ticket>;
}

export interface OpenFoldersTools {
  readonly control: Control;
  readonly selector: Selector;
  newTicket(): Ticket;
  handOver(job: FolderJob): void;
}

/**
 * The folders that a worker is in the middle of, outermost first. While another worker is idle, the last
 * subfolder of the outermost folder that has one left goes to it: the largest piece of work that there is,
 * so that few are handed over.
 */
export class OpenFolders {
  private readonly tools: OpenFoldersTools;
  private readonly stack: OpenFolder[] = [];

  constructor(tools: OpenFoldersTools) {
    this.tools = tools;
  }

  /** `path` is `undefined` for a folder that other workers cannot reach. */
  enter(
    path: FsPath | undefined,
    oldTree: string | undefined,
    entries: readonly FolderEntry[],
  ): OpenFolder {
    const shared = path === undefined ? 0 : entries.length;
    const folder = {
      path: path ?? "",
      oldTree,
      entries,
      at: 0,
      shared,
      tickets: new Map<number, Ticket>(),
    };
    this.stack.push(folder);
    return folder;
  }

  leave(): void {
    this.stack.pop();
  }

  /** Hands a subfolder over if another worker has nothing to do. */
  share(): void {
    const { control } = this.tools;
    if (!control.takeIdle()) return;
    for (const folder of this.stack) {
      if (this.shareFrom(folder)) return;
    }
    control.returnIdle();
  }

  private shareFrom(folder: OpenFolder): boolean {
    while (--folder.shared > folder.at) {
      const { name, isFolder } = folder.entries[folder.shared]!;
      if (!isFolder) continue;
      const path = childPath(folder.path, name);
      if (!this.isSelected(path)) continue;
      const ticket = this.tools.newTicket();
      const { oldTree } = folder;
      folder.tickets.set(folder.shared, ticket);
      this.tools.handOver({
        type: "folder",
        ticket,
        path,
        name,
        ...(oldTree === undefined ? {} : { oldParent: oldTree }),
      });
      return true;
    }
    folder.shared = Math.max(folder.shared, 0);
    return false;
  }

  private isSelected(path: FsPath): boolean {
    const { selector } = this.tools;
    if (!selector.selectByName(path)) return false;
    try {
      const stat = lstatSync(asPath(path), { bigint: true });
      return stat.isDirectory() && selector.select(path, stat);
    } catch {
      // Whoever comes to this entry in turn will say what is wrong with it.
      return false;
    }
  }
}
