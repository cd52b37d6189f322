import type { Kernels } from "../kernels/kernels.ts";

export const MIN_CHUNK_BYTES = 512 * 1024;
export const MAX_CHUNK_BYTES = 8 * 1024 * 1024;

const READ_BYTES = 1 << 20;
/** Chunks are found this far ahead before they are worked on, so that the rest can be handed over meanwhile. */
const AHEAD_BYTES = 4 << 20;
const AREA_BYTES = AHEAD_BYTES + MAX_CHUNK_BYTES + 2 * READ_BYTES;

/** Fills `length` bytes at `at` from a position of the file; gives how many there were, 0 at the end. */
export type ReadAt = (at: number, length: number, position: number) => number;

/** A chunk in kernel memory, valid until the next round. */
export interface Chunk {
  readonly at: number;
  readonly length: number;
}

/** Cuts a file into content-defined chunks, round by round, in one region of kernel memory. */
export class Chunker {
  private readonly kernels: Kernels;
  readonly area: number;
  /** How large a file may be that fits into the area in one read. */
  readonly areaBytes = AREA_BYTES;
  private start = 0;
  private end = 0;
  private ruledOut = 0;
  private position = 0;
  private atEnd = false;

  constructor(kernels: Kernels, polynomial: string) {
    this.kernels = kernels;
    this.area = kernels.allocate(AREA_BYTES);
    kernels.run.rabinInit(BigInt(`0x${polynomial}`));
  }

  /** Begins at a chunk's beginning in a file; `have` bytes from there on lie in the area already. */
  begin(position: number, have = 0): void {
    this.start = 0;
    this.end = have;
    this.ruledOut = 0;
    this.position = position + have;
    this.atEnd = false;
  }

  /** True when every byte up to the end of the file has been given out. */
  get done(): boolean {
    return this.atEnd && this.start === this.end;
  }

  /** Position in the file of the next chunk. */
  get next(): number {
    return this.position - (this.end - this.start);
  }

  /** Finds the next chunks, some 4 MiB of them, or what is left. */
  round(read: ReadAt): Chunk[] {
    this.moveToFront();
    const chunks: Chunk[] = [];
    while (this.start < AHEAD_BYTES) {
      const length = this.findCut();
      if (length > 0) {
        chunks.push({ at: this.area + this.start, length });
        this.start += length;
        this.ruledOut = 0;
      } else if (this.atEnd) {
        if (this.end > this.start) {
          chunks.push({ at: this.area + this.start, length: this.end - this.start });
        }
        this.start = this.end;
        break;
      } else {
        this.readMore(read);
      }
    }
    return chunks;
  }

  private findCut(): number {
    const length = this.end - this.start;
    if (length === 0) return 0;
    const from = this.area + this.start;
    const { run } = this.kernels;
    return run.rabinCut(from, length, MIN_CHUNK_BYTES, MAX_CHUNK_BYTES, this.ruledOut);
  }

  private readMore(read: ReadAt): void {
    this.ruledOut = this.end - this.start + 1;
    const size = read(
      this.area + this.end,
      Math.min(READ_BYTES, AREA_BYTES - this.end),
      this.position,
    );
    if (size === 0) this.atEnd = true;
    this.end += size;
    this.position += size;
  }

  private moveToFront(): void {
    if (this.start === 0) return;
    const { bytes } = this.kernels;
    bytes.copyWithin(this.area, this.area + this.start, this.area + this.end);
    this.end -= this.start;
    this.start = 0;
  }
}
