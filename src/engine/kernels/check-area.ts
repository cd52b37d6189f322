import { grownSize, type Kernels } from "./kernels.ts";

/** A region of kernel memory that grows with the largest blob. */
export class CheckArea {
  private readonly kernels: Kernels;
  private at: number;
  private size: number;

  constructor(kernels: Kernels, byteLength: number) {
    this.kernels = kernels;
    this.size = byteLength;
    this.at = kernels.allocate(byteLength);
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
