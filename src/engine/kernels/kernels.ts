import { readFileSync } from "node:fs";

const PAGE_BYTES = 65_536;
/** Below this the compiled code keeps its own tables. */
const SCRATCH_START = PAGE_BYTES;
const KEYSTREAM_BYTES = 65_536;
/** Where callers' regions begin. */
const REGIONS_START = SCRATCH_START + PAGE_BYTES + 2 * KEYSTREAM_BYTES;
const MAX_PAGES = 16_384; // 1 GiB

const DOUBLING_BYTES = 64 << 20;

/** How large to make a region that has become too small: none is ever given back, so small ones double. */
export function grownSize(byteLength: number, wanted: number): number {
  return Math.max(wanted, Math.min(2 * byteLength, DOUBLING_BYTES));
}

interface KernelExports {
  poly1305(message: number, length: number, key: number, out: number): void;
  rabinInit(polynomial: bigint): void;
  rabinCut(start: number, length: number, min: number, max: number, from: number): number;
  ctrBlocks(iv: number, startBlock: bigint, count: number, out: number): void;
  xorBytes(target: number, source: number, length: number): void;
  isZero(start: number, length: number): number;
}

let compiled: WebAssembly.Module | undefined;

/**
 * One instance of the WebAssembly kernels with its own linear memory. Files are read into that memory,
 * and hashing, chunking, compression and sealing happen there without copies.
 *
 * `bytes` is the whole memory; it is replaced when `allocate` grows it, so take it anew after that.
 */
export class Kernels {
  readonly run: KernelExports;
  /** Fixed places for the sealer: one-time key (32 bytes), MAC (16), keystream counters and keystream. */
  readonly oneTimeKey = SCRATCH_START;
  readonly mac = SCRATCH_START + 64;
  readonly counters = SCRATCH_START + PAGE_BYTES;
  readonly keystream = SCRATCH_START + PAGE_BYTES + KEYSTREAM_BYTES;
  readonly keystreamBytes = KEYSTREAM_BYTES;
  bytes: Buffer;
  private readonly memory: WebAssembly.Memory;
  private end = REGIONS_START;

  constructor() {
    compiled ??= new WebAssembly.Module(readFileSync(new URL("./kernels.wasm", import.meta.url)));
    this.memory = new WebAssembly.Memory({
      initial: REGIONS_START / PAGE_BYTES,
      maximum: MAX_PAGES,
    });
    const instance = new WebAssembly.Instance(compiled, { env: { memory: this.memory } });
    this.run = instance.exports as unknown as KernelExports;
    this.bytes = Buffer.from(this.memory.buffer);
  }

  /**
   * Reserves a region of linear memory for good and gives its address. Untouched pages cost nothing. Throws,
   * and reserves nothing, when it does not fit into the gibibyte there is.
   */
  allocate(byteLength: number): number {
    const start = this.end;
    const end = start + Math.ceil(byteLength / PAGE_BYTES) * PAGE_BYTES;
    if (end > MAX_PAGES * PAGE_BYTES) throw new Error(`${byteLength} bytes do not fit into memory`);
    const missing = end - this.memory.buffer.byteLength;
    if (missing > 0) {
      this.memory.grow(missing / PAGE_BYTES);
      this.bytes = Buffer.from(this.memory.buffer);
    }
    this.end = end;
    return start;
  }

  /** Makes sure that a region that was allocated last reaches `byteLength`; gives its (old) address. */
  extendLast(start: number, byteLength: number): void {
    const wanted = start + byteLength;
    if (wanted > this.end) this.allocate(wanted - this.end);
  }
}
