import zlib from "node:zlib";
import { throughOwnGate } from "../workers/native-gate.ts";
import { isOneFrame } from "./zstd-frame.ts";

const { ZSTD_c_compressionLevel, ZSTD_e_end, ZSTD_e_flush } = zlib.constants;

/** Compresses and decompresses whole zstd frames between regions of one buffer. */
export interface FrameCodec {
  /** Gives the frame's length, or -1 when it does not fit into `outLength` bytes. */
  compress(bytes: Buffer, at: number, length: number, outAt: number, outLength: number): number;
  /** Gives back exactly `outLength` bytes (one more may be overwritten); throws when the frame has another length. */
  decompress(bytes: Buffer, at: number, length: number, outAt: number, outLength: number): number;
  /**
   * Decompresses a frame of unknown length piece by piece into the window at `outAt`. `take` gets the end of
   * the text in the window and whether it is the last of it, and gives how much of it it has used up; what is left moves to
   * the window's beginning. Throws when the frame is broken or nothing is ever used up.
   */
  stream(
    bytes: Buffer,
    at: number,
    length: number,
    outAt: number,
    outLength: number,
    take: TakeText,
  ): void;
}

/** Uses the text in [outAt, end) of the window; gives the position up to which it is used up. */
export type TakeText = (end: number, last: boolean) => number;

/** What Node's zstd streams use inside: one call, one step of the library, no copies. */
interface ZstdHandle {
  writeSync(
    flush: number,
    source: Buffer,
    at: number,
    length: number,
    out: Buffer,
    outAt: number,
    outLength: number,
  ): void;
  onerror?: (message: string) => void;
}

interface ZstdStream {
  readonly _handle?: ZstdHandle;
  /** [bytes left in the output, bytes left in the input] after a step. */
  readonly _writeState?: Uint32Array;
}

/** What one step did: bytes written and taken, and whether all input was taken with room to spare. */
interface Step {
  readonly written: number;
  readonly taken: number;
  readonly whole: boolean;
}

/** One reused library context behind a stream's handle: 15 µs for 4 KiB where a fresh context takes 25. */
class Context {
  private readonly handle: ZstdHandle;
  private readonly state: Uint32Array;
  private problem: string | undefined;

  constructor(stream: ZstdStream) {
    if (stream._handle === undefined || stream._writeState === undefined) {
      throw new Error("the zstd stream has no synchronous handle");
    }
    this.handle = stream._handle;
    this.state = stream._writeState;
    // A field of the native handle, not an event.
    // oxlint-disable-next-line unicorn/prefer-add-event-listener
    this.handle.onerror = (message) => {
      this.problem = message;
    };
  }

  step(
    flush: number,
    bytes: Buffer,
    at: number,
    length: number,
    outAt: number,
    outLength: number,
  ): Step {
    this.problem = undefined;
    this.handle.writeSync(flush, bytes, at, length, bytes, outAt, outLength);
    if (this.problem !== undefined) throw new Error(this.problem);
    const outLeft = this.state[0]!;
    const inLeft = this.state[1]!;
    return {
      written: outLength - outLeft,
      taken: length - inLeft,
      whole: inLeft === 0 && outLeft > 0,
    };
  }
}

export class ReusedContexts implements FrameCodec {
  private readonly level: number;
  // Made when first needed: a context has megabytes.
  private compressor: Context | undefined;
  private decompressor: Context | undefined;
  /** Of `stream`, at the beginning of a frame. */
  private streamer: Context | undefined;

  constructor(level: number) {
    this.level = level;
  }

  compress(bytes: Buffer, at: number, length: number, outAt: number, outLength: number): number {
    const { written, whole } = (this.compressor ??= newCompressor(this.level)).step(
      ZSTD_e_end,
      bytes,
      at,
      length,
      outAt,
      outLength,
    );
    if (whole) return written;
    // Half a frame is left inside: start afresh (the handle's own reset would drop the level).
    this.compressor = newCompressor(this.level);
    return -1;
  }

  decompress(bytes: Buffer, at: number, length: number, outAt: number, outLength: number): number {
    try {
      return this.decompressOnce(bytes, at, length, outAt, outLength);
    } catch {
      // A damaged frame before this one may have left the context in its middle.
      this.decompressor = newDecompressor();
      return this.decompressOnce(bytes, at, length, outAt, outLength);
    }
  }

  stream(
    bytes: Buffer,
    at: number,
    length: number,
    outAt: number,
    outLength: number,
    take: TakeText,
  ): void {
    const context = this.streamer ?? newDecompressor();
    // A frame that is broken, or ends too early, leaves a context in its middle: that one is not used again.
    this.streamer = undefined;
    const isWhole = isOneFrame(bytes, at, length);
    let from = at;
    let end = outAt;
    for (let done = false; !done;) {
      const room = outAt + outLength - end;
      const { written, taken, whole } = context.step(
        ZSTD_e_flush,
        bytes,
        from,
        at + length - from,
        end,
        room,
      );
      from += taken;
      end += written;
      done = whole || (written === 0 && from === at + length);
      const used = take(end, done);
      if (!done && used === outAt && written === 0)
        throw new Error("the text does not fit into its window");
      bytes.copyWithin(outAt, used, end);
      end -= used - outAt;
    }
    if (isWhole) this.streamer = context;
  }

  private decompressOnce(
    bytes: Buffer,
    at: number,
    length: number,
    outAt: number,
    outLength: number,
  ): number {
    const { written, whole } = (this.decompressor ??= newDecompressor()).step(
      ZSTD_e_flush,
      bytes,
      at,
      length,
      outAt,
      outLength + 1,
    );
    if (!whole || written !== outLength)
      throw new Error("the frame does not have the announced length");
    return written;
  }
}

// A thread that is ended between the making and the setting up of a handle takes the whole process along: Node
// asserts that a handle it frees was set up.
function newCompressor(level: number): Context {
  const params = { [ZSTD_c_compressionLevel]: level };
  return throughOwnGate(
    () => new Context(zlib.createZstdCompress({ params }) as unknown as ZstdStream),
  );
}

function newDecompressor(): Context {
  return throughOwnGate(() => new Context(zlib.createZstdDecompress() as unknown as ZstdStream));
}

/** Of a text that the public call gives whole: five million blobs' index. */
const MOST_STREAM_BYTES = 1 << 30;

/** The public calls: a context and an output buffer for every frame. */
export class FreshContexts implements FrameCodec {
  private readonly params: Record<number, number>;

  constructor(level: number) {
    this.params = { [ZSTD_c_compressionLevel]: level };
  }

  compress(bytes: Buffer, at: number, length: number, outAt: number, outLength: number): number {
    const text = bytes.subarray(at, at + length);
    const frame = throughOwnGate(() => zlib.zstdCompressSync(text, { params: this.params }));
    if (frame.length > outLength) return -1;
    bytes.set(frame, outAt);
    return frame.length;
  }

  decompress(bytes: Buffer, at: number, length: number, outAt: number, outLength: number): number {
    const frame = bytes.subarray(at, at + length);
    const maxOutputLength = outLength + 1;
    const text = throughOwnGate(() => zlib.zstdDecompressSync(frame, { maxOutputLength }));
    if (text.length !== outLength) throw new Error("the frame does not have the announced length");
    bytes.set(text, outAt);
    return text.length;
  }

  stream(
    bytes: Buffer,
    at: number,
    length: number,
    outAt: number,
    outLength: number,
    take: TakeText,
  ): void {
    const frame = bytes.subarray(at, at + length);
    const maxOutputLength = MOST_STREAM_BYTES;
    const text = throughOwnGate(() => zlib.zstdDecompressSync(frame, { maxOutputLength }));
    let end = outAt;
    for (let done = 0; done < text.length || end > outAt;) {
      const size = Math.min(outAt + outLength - end, text.length - done);
      text.copy(bytes, end, done, done + size);
      done += size;
      end += size;
      const last = done === text.length;
      const used = take(end, last);
      if (last) return;
      if (used === outAt && size === 0) throw new Error("the text does not fit into its window");
      bytes.copyWithin(outAt, used, end);
      end -= used - outAt;
    }
  }
}
