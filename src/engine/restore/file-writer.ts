import { closeSync, constants, ftruncateSync, openSync, writeSync } from "node:fs";
import { asPath } from "../../foundation/fs-path.ts";
import type { FileTarget } from "./messages.ts";
import { applyMetadata } from "./set-metadata.ts";

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
const MAX_OPEN_FILES = 64;
/** Holes are made of at least this much nothing. */
const HOLE_BYTES = 4096;

export interface FileWriterOptions {
  readonly sparse: boolean;
  readonly setOwner: boolean;
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
    const fd = openSync(asPath(target.path), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
    try {
      this.put(fd, bytes, at, length, 0);
      this.finish(fd, target);
    } finally {
      closeSync(fd);
    }
  }

  /** One part of a file that several threads may be writing. */
  writePart(target: FileTarget, bytes: Buffer, at: number, length: number, position: number): void {
    const fd = this.descriptor(target);
    this.put(fd, bytes, at, length, position);
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
    const fd = openSync(asPath(target.path), O_WRONLY | O_CREAT | O_NOFOLLOW, 0o600);
    this.open.set(target, fd);
    return fd;
  }

  private finish(fd: number, { size, metadata }: FileTarget): void {
    // Also gives a sparse file its hole at the end.
    if (this.options.sparse) ftruncateSync(fd, size);
    applyMetadata(fd, metadata, this.options.setOwner);
  }

  private put(fd: number, bytes: Buffer, at: number, length: number, position: number): void {
    if (!this.options.sparse) return writeFully(fd, bytes, at, length, position);
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

const ZEROS = Buffer.alloc(HOLE_BYTES);

function isZero(bytes: Buffer, at: number, length: number): boolean {
  return bytes.compare(ZEROS, 0, length, at, at + length) === 0;
}

function writeFully(fd: number, bytes: Buffer, at: number, length: number, position: number): void {
  for (let done = 0; done < length;) {
    done += writeSync(fd, bytes, at + done, length - done, position + done);
  }
}
