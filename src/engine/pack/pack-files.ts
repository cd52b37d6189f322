import { closeSync, openSync } from "node:fs";
import { dirname, join } from "node:path";
import { isSystemError } from "../../foundation/errors.ts";
import type { ObjectStore } from "../../stores/objects/object-store.ts";
import { readFully } from "../disk/read-fully.ts";

const MAX_OPEN_FILES = 64;

/** Ids of packs in memory that threads share, 32 bytes each. */
export function sharePackIds(packs: readonly string[]): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(packs.length * 32);
  const bytes = Buffer.from(shared);
  packs.forEach((id, i) => bytes.write(id, i * 32, "hex"));
  return shared;
}

/** The object key of a pack. */
export function packKey(id: string): string {
  return `data/${id.slice(0, 2)}/${id}`;
}

/** Where packs can be read as local files: the store's own folder, or a cache of a remote one. */
export interface PackFolder {
  /** Folder with restic's layout (`data/ab/abcd…`). */
  readonly root: string;
  readonly ids: SharedArrayBuffer;
}

/** Reads parts of packs, with a bounded number of open files. */
export class PackFiles {
  private readonly folder: PackFolder;
  private readonly ids: Buffer;
  private readonly open = new Map<number, number>();
  /** Makes a pack appear in the folder, where it is a cache; false when it cannot. */
  private readonly fetch: ((pack: number) => boolean) | undefined;

  constructor(folder: PackFolder, fetch?: (pack: number) => boolean) {
    this.folder = folder;
    this.ids = Buffer.from(folder.ids);
    this.fetch = fetch;
  }

  id(pack: number): string {
    return this.ids.toString("hex", pack * 32, pack * 32 + 32);
  }

  /** Fills `length` bytes at `at` of `bytes`; gives how many there were. Throws what the file system throws. */
  read(pack: number, offset: number, length: number, bytes: Buffer, at: number): number {
    return readFully(this.descriptor(pack), bytes, at, { position: offset, length });
  }

  close(): void {
    for (const fd of this.open.values()) closeSync(fd);
    this.open.clear();
  }

  private descriptor(pack: number): number {
    const known = this.open.get(pack);
    if (known !== undefined) return known;
    if (this.open.size >= MAX_OPEN_FILES) {
      const [oldest, fd] = this.open.entries().next().value!;
      closeSync(fd);
      this.open.delete(oldest);
    }
    const fd = this.openFile(pack);
    this.open.set(pack, fd);
    return fd;
  }

  private openFile(pack: number): number {
    const path = join(this.folder.root, packKey(this.id(pack)));
    try {
      return openSync(path, "r");
    } catch (error) {
      if (!isSystemError(error, "ENOENT") || !this.fetch?.(pack)) throw error;
      return openSync(path, "r");
    }
  }
}

/** The folder that a store keeps its objects in, when it is one. */
export function storeFolder(store: Pick<ObjectStore, "localPath">): string | undefined {
  const config = store.localPath?.("config");
  return config === undefined ? undefined : dirname(config);
}

/** The same, when its packs may be read there without asking the store. */
export function packsFolder(
  store: Pick<ObjectStore, "localPath" | "readsAreSlowed">,
): string | undefined {
  return store.readsAreSlowed === true ? undefined : storeFolder(store);
}
