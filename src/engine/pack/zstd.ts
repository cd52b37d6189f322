import zlib from "node:zlib";
import { throughOwnGate } from "../workers/native-gate.ts";
import { type FrameCodec, FreshContexts, ReusedContexts } from "./zstd-contexts.ts";

export type { FrameCodec } from "./zstd-contexts.ts";

/** True when the reused contexts give frames that the public calls read back, and the other way round. */
function worksHere(codec: FrameCodec): boolean {
  const room = 4096;
  const bytes = Buffer.alloc(3 * room);
  for (const text of [
    Buffer.from("restera ".repeat(100)),
    Buffer.from("a"),
    Buffer.from("x".repeat(3000)),
  ]) {
    text.copy(bytes, 0);
    const length = codec.compress(bytes, 0, text.length, room, room);
    if (length <= 0) return false;
    const frame = bytes.subarray(room, room + length);
    if (!throughOwnGate(() => zlib.zstdDecompressSync(frame)).equals(text)) return false;
    if (!decompressesHere(codec, bytes, room, length, text)) return false;
  }
  return (
    codec.compress(bytes, 0, 500, room, 2) === -1 && codec.compress(bytes, 0, 500, room, room) > 0
  );
}

function decompressesHere(
  codec: FrameCodec,
  bytes: Buffer,
  at: number,
  length: number,
  text: Buffer,
): boolean {
  const out = 8192;
  const back = codec.decompress(bytes, at, length, out, text.length);
  return back === text.length && bytes.compare(text, 0, text.length, out, out + back) === 0;
}

/** Frames of the public call, to try a decompressor alone. */
function readsPublicFrames(codec: FrameCodec): boolean {
  const bytes = Buffer.alloc(12_288);
  return ["restera ".repeat(100), "a", "x".repeat(3000)].every((words) => {
    const text = Buffer.from(words);
    const frame = throughOwnGate(() => zlib.zstdCompressSync(text));
    frame.copy(bytes, 0);
    return decompressesHere(codec, bytes, 0, frame.length, text);
  });
}

/** Makes a codec for one thread. Node has no public call that reuses a context, so the fast way is tried out first. */
export function createFrameCodec(level: number): FrameCodec {
  return chooseCodec(level, worksHere);
}

/** A codec of which only `decompress` and `stream` are used. */
export function createFrameDecoder(): Omit<FrameCodec, "compress"> {
  return chooseCodec(1, readsPublicFrames);
}

/** What was tried out before in this thread, and worked: it takes some milliseconds. */
const trusted = new Set<(codec: FrameCodec) => boolean>();

function chooseCodec(level: number, works: (codec: FrameCodec) => boolean): FrameCodec {
  try {
    const fast = new ReusedContexts(level);
    if (trusted.has(works)) return fast;
    if (works(fast)) {
      trusted.add(works);
      return fast;
    }
  } catch {
    // This Node's streams are built differently: the public calls do the same work, only slower.
  }
  return new FreshContexts(level);
}

/** The codec of public calls only, for comparison in tests. */
export function createPublicFrameCodec(level: number): FrameCodec {
  return new FreshContexts(level);
}
