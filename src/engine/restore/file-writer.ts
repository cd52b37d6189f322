import {
  closeSync,
  constants,
  ftruncateSync,
  linkSync,
  lstatSync,
  openSync,
  renameSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { isSystemError } from "../../foundation/errors.ts";
import type { FsPath } from "../../foundation/fs-path.ts";
import { withReach } from "../disk/reach.ts";
import type { FileTarget } from "./messages.ts";
import type { MetadataWriter } from "./metadata-writer.ts";

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
const MAX_OPEN_FILES = 64;
/** What file systems say that have no hard links. */
const withoutLinks = ["EPERM", "EACCES", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EINVAL", "EMLINK"];
/** Holes are made of at least this much nothing. */
const HOLE_BYTES = 4096;

export interface FileWriterOptions {
  readonly sparse: boolean;
  readonly metadata: MetadataWriter;
  readonly counters: Int32Array;
}

/** Writes blobs into files, and finishes each file when its last part is there. */
export class FileWriter {
  private readonly options: FileWriterOptions;
  private readonly open = new Map<FileTarget, number>();

  constructor(options: FileWriterOptions) {
    this.options = options;
  }

  /** A file of one blob: made, written, finished. */
  writeWhole(target: FileTarget, bytes: Buffer, at: number, length: number): void {
    const fd = openTarget(target, O_EXCL);
    try {
      this.put(fd, bytes, at, length, 0, this.options.sparse);
      this.finish(fd, target);
    } finally {
      closeSync(fd);
    }
  }

  /** One part of a file that several threads may be writing. */
  writePart(target: FileTarget, bytes: Buffer, at: number, length: number, position: number): void {
    const fd = this.descriptor(target);
    const sparse = this.options.sparse && target.patched !== true;
    this.put(fd, bytes, at, length, position, sparse);
    if (Atomics.sub(this.options.counters, target.counter, 1) !== 1) return;
    this.finish(fd, target);
    closeSync(fd);
    this.open.delete(target);
  }

  closeAll(): void {
    for (const fd of this.open.values()) closeSync(fd);
    this.open.clear();
  }

  private descriptor(target: FileTarget): number {
    const known = this.open.get(target);
    if (known !== undefined) return known;
    if (this.open.size >= MAX_OPEN_FILES) {
      const [oldest, fd] = this.open.entries().next().value!;
      closeSync(fd);
      this.open.delete(oldest);
    }
    const fd = openTarget(target);
    this.open.set(target, fd);
    return fd;
  }

  private finish(fd: number, target: FileTarget): void {
    // Also gives a sparse file its hole at the end.
    if (this.options.sparse) ftruncateSync(fd, target.size);
    finishFile(fd, target, this.options.metadata);
  }

  private put(
    fd: number,
    bytes: Buffer,
    at: number,
    length: number,
    position: number,
    sparse: boolean,
  ): void {
    if (!sparse) return writeFully(fd, bytes, at, length, position);
    // Stretches of zeros are stepped over.
    let from = 0;
    for (let p = 0; p < length; p += HOLE_BYTES) {
      const size = Math.min(HOLE_BYTES, length - p);
      if (!isZero(bytes, at + p, size)) continue;
      if (p > from) writeFully(fd, bytes, at + from, p - from, position + from);
      from = p + size;
    }
    if (length > from) writeFully(fd, bytes, at + from, length - from, position + from);
  }
}

/** What the user knows it by, whatever it is called while it grows. */
export function pathOf({ path, finalPath }: FileTarget): FsPath {
  return finalPath ?? path;
}

/** Opens a file to be written; links are not followed. */
export function openTarget({ path }: FileTarget, flags = 0): number {
  return withReach(path, (access) =>
    openSync(access, O_WRONLY | O_CREAT | O_NOFOLLOW | flags, 0o600),
  );
}

/** The last step for a file whose content is there; those that replace another are put in place later. */
export function finishFile(fd: number, target: FileTarget, writer: MetadataWriter): void {
  const { path, finalPath, replaces, metadata } = target;
  writer.toOpen(fd, finalPath ?? path, metadata);
  if (finalPath !== undefined && !replaces) nameNewFile(path, finalPath);
}

/**
 * Gives a new file its name, unless that is taken: by another program, or by a file of the snapshot itself where the file system does not tell
 * two names apart (upper and lower case, forms of Unicode). Throws `EEXIST` then, and leaves both files.
 */
export function nameNewFile(path: FsPath, finalPath: FsPath): void {
  withReach(path, (from) =>
    withReach(finalPath, (to) => {
      try {
        linkSync(from, to);
      } catch (error) {
        const noLinks = isSystemError(error, ...withoutLinks);
        if (isSystemError(error, "EEXIST") || (noLinks && isTaken(finalPath))) throw nameTaken();
        if (!noLinks) throw error;
        return renameSync(from, to);
      }
      unlinkSync(from);
    }),
  );
}

function nameTaken(): Error {
  const error = new Error("something of that name is there meanwhile, and stays (EEXIST)");
  return Object.assign(error, { code: "EEXIST" });
}

/** True when something stands there, a link to nothing too. */
export function isTaken(path: FsPath): boolean {
  return withReach(path, (access) => lstatSync(access, { throwIfNoEntry: false }) !== undefined);
}

const ZEROS = Buffer.alloc(HOLE_BYTES);

function isZero(bytes: Buffer, at: number, length: number): boolean {
  return bytes.compare(ZEROS, 0, length, at, at + length) === 0;
}

function writeFully(fd: number, bytes: Buffer, at: number, length: number, position: number): void {
  for (let done = 0; done < length;) {
    done += writeSync(fd, bytes, at + done, length - done, position + done);
  }
}
