import { type BigIntStats, closeSync, constants, fstatSync, openSync } from "node:fs";
import { readFully } from "../disk/read-fully.ts";
import { type Chunker, MIN_CHUNK_BYTES, type ReadAt } from "../chunk/chunker.ts";
import type { HoleAt } from "../disk/holes.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { ByteRing } from "../workers/byte-ring.ts";
import type { Control } from "../workers/control.ts";
import type { BlobSaver } from "./blob-saver.ts";
import { FileTooLong, MOST_CHUNKS } from "./file-too-long.ts";
import { asPath, type FsPath } from "../../foundation/fs-path.ts";

const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** A file's content as it was read: its blobs and how many bytes there were. */
export interface SavedContent {
  readonly ids: string[];
  readonly bytes: number;
}

/** Where a segment's bytes come from. */
export interface SegmentSource {
  readonly read: ReadAt;
  /** Gets every offset before which nothing is read again. */
  readonly release?: (next: number) => void;
  /** Knows what need not be read. */
  readonly holeAt?: HoleAt | undefined;
}

export interface SavedSegment extends SavedContent {
  /** The end of the file was reached; otherwise the rest was handed over. */
  readonly last: boolean;
}

/** Thrown when the file that was found is not the one that was opened. */
export class FileReplaced extends Error {
  override readonly name = "FileReplaced";
  readonly code = "ESTALE";
  readonly syscall = "open";

  constructor() {
    super("the file was replaced while it was being backed up");
  }
}

/** Reads files straight into kernel memory and saves them as chunks. */
export class FileSaver {
  private readonly kernels: Kernels;
  private readonly chunker: Chunker;
  private readonly blobs: BlobSaver;
  private readonly control: Control;
  private readonly worker: number;

  constructor(tools: {
    kernels: Kernels;
    chunker: Chunker;
    blobs: BlobSaver;
    control: Control;
    worker: number;
  }) {
    this.kernels = tools.kernels;
    this.chunker = tools.chunker;
    this.blobs = tools.blobs;
    this.control = tools.control;
    this.worker = tools.worker;
  }

  /** Opens a file for reading without following a link or waiting for a pipe's writer. */
  open(path: FsPath): number {
    return openSync(asPath(path), OPEN_FLAGS);
  }

  /** Opens the file that has the given `device:inode`. */
  openSame(path: FsPath, identity: string): number {
    const fd = this.open(path);
    if (identityOf(fstatSync(fd, { bigint: true })) === identity) return fd;
    closeSync(fd);
    throw new FileReplaced();
  }

  /** Saves a whole file of which `size` bytes are expected. */
  save(fd: number, size: number): SavedContent {
    // One byte more is asked for: when it does not come, the end is reached. Files of /proc say that they are empty.
    const want = Math.min(size + 1, MIN_CHUNK_BYTES + 1);
    const have = this.fill(fd, this.chunker.area, want, 0, Math.max(1, Math.min(size, want)));
    if (have < want && have <= MIN_CHUNK_BYTES) {
      this.control.count(this.worker, "bytes", have);
      return { ids: have === 0 ? [] : [this.blobs.saveData(this.chunker.area, have)], bytes: have };
    }
    this.chunker.begin(0, have);
    const ids: string[] = [];
    let bytes = 0;
    while (!this.chunker.done) bytes += this.saveRound(fd, ids);
    return { ids, bytes };
  }

  /** Reads an open file into kernel memory. */
  fileReader(fd: number): ReadAt {
    return (at, length, position) => this.fill(fd, at, length, position);
  }

  /** Reads a stream into kernel memory, and waits for what has not come yet. */
  streamReader(ring: ByteRing): ReadAt {
    const look = (): void => this.control.throwIfCancelled();
    return (at, length, position) => ring.read(this.kernels.bytes, at, length, position, look);
  }

  /** Saves from `offset` to the end, or until another worker is idle: then `handOver` gets the next offset. */
  saveSegment(
    { read, release, holeAt }: SegmentSource,
    offset: number,
    handOver: (next: number) => void,
  ): SavedSegment {
    this.chunker.begin(offset);
    const ids: string[] = [];
    let bytes = 0;
    for (;;) {
      if (holeAt !== undefined) bytes += this.saveHole(holeAt(this.chunker.next), ids);
      const chunks = this.chunker.round(read);
      release?.(this.chunker.next);
      const last = this.chunker.done;
      let handed = false;
      for (const { at, length } of chunks) {
        // Another worker may become idle at any chunk; what lies behind this round is its.
        if (!last && !handed && this.control.takeIdle()) {
          handed = true;
          handOver(this.chunker.next);
        }
        bytes += this.saveChunk(at, length, ids);
      }
      if (last || handed) return { ids, bytes, last };
    }
  }

  /** Zeros are cut at the smallest length, so a hole is the same chunk again and again; its end is read with what follows. */
  private saveHole(length: number, ids: string[]): number {
    const chunks = Math.floor(length / MIN_CHUNK_BYTES);
    if (chunks < 1) return 0;
    const { area, next } = this.chunker;
    this.kernels.bytes.fill(0, area, area + MIN_CHUNK_BYTES);
    if (ids.length + chunks > MOST_CHUNKS) throw new FileTooLong();
    this.saveChunk(area, MIN_CHUNK_BYTES, ids);
    const id = ids.at(-1)!;
    for (let i = 1; i < chunks; i++) ids.push(id);
    const bytes = chunks * MIN_CHUNK_BYTES;
    this.control.count(this.worker, "bytes", bytes - MIN_CHUNK_BYTES);
    this.chunker.begin(next + bytes);
    return bytes;
  }

  private saveRound(fd: number, ids: string[]): number {
    let bytes = 0;
    const chunks = this.chunker.round((at, length, position) =>
      this.fill(fd, at, length, position),
    );
    for (const { at, length } of chunks) bytes += this.saveChunk(at, length, ids);
    return bytes;
  }

  private saveChunk(at: number, length: number, ids: string[]): number {
    this.control.throwIfCancelled();
    ids.push(this.blobs.saveData(at, length));
    this.control.count(this.worker, "bytes", length);
    return length;
  }

  /** Reads until `enough` bytes are there, `length` at most, or the file ends. */
  private fill(fd: number, at: number, length: number, position: number, enough = length): number {
    return readFully(fd, this.kernels.bytes, at, { position, length, enough });
  }
}

export function identityOf(stat: BigIntStats): string {
  return `${stat.dev}:${stat.ino}`;
}
