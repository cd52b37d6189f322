import { grownSize, type Kernels } from "./kernels.ts";

/**
 * What the largest chunk takes, sealed. Pages that are never touched cost nothing, while a region that was outgrown is lost:
 * so a region has this from the beginning.
 */
const CHUNK_BYTES = (8 << 20) + 65_536;

/** A region of kernel memory that grows with the largest blob. */
export class CheckArea {
  private readonly kernels: Kernels;
  private at: number;
  private size: number;

  constructor(kernels: Kernels, byteLength: number) {
    this.kernels = kernels;
    this.size = Math.max(byteLength, CHUNK_BYTES);
    this.at = kernels.allocate(this.size);
  }

  reserve(byteLength: number): number {
    if (byteLength > this.size) {
      const size = grownSize(this.size, byteLength);
      this.at = this.kernels.allocate(size);
      this.size = size;
    }
    return this.at;
  }
}
