import { Readable, pipeline, type Transform } from "node:stream";
import { promisify } from "node:util";
import {
  constants,
  crc32,
  createDeflateRaw,
  createGunzip,
  createGzip,
  type DeflateRaw,
  deflateRawSync,
} from "node:zlib";

const pieceBytes = 256 << 10;

export function gzipped(input: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return through(input, createGzip({ chunkSize: pieceBytes }));
}

const usualLevel = 6;
const sampleBytes = 4096;
/** What shrinks by less is compressed already: trying again takes time and gives nothing. */
const worthwhileRatio = 0.95;

/** RFC 1952: deflate, no name, no time, no system. */
const gzipHeader = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);

/**
 * A gzip stream in which only those pieces are compressed that shrink; none at level 0, of 0 to 9. Pieces should be as `inPieces` makes them. Header and
 * trailer are written here, because zlib changes levels within raw deflate alone.
 */
export async function* gzippedWhereItHelps(
  input: AsyncIterable<Uint8Array>,
  { level = usualLevel }: { readonly level?: number | undefined } = {},
): AsyncGenerator<Uint8Array> {
  const deflate = createDeflateRaw({ chunkSize: pieceBytes, level });
  const sum = { crc: 0, bytes: 0 };
  const summed = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of input) {
      sum.crc = crc32(piece, sum.crc);
      sum.bytes += piece.length;
      yield piece;
    }
  };
  yield gzipHeader;
  yield* through(level > 0 ? steered(summed(), deflate, level) : summed(), deflate);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(sum.crc, 0);
  trailer.writeUInt32LE(sum.bytes % 2 ** 32, 4);
  yield trailer;
}

async function* steered(
  input: AsyncIterable<Uint8Array>,
  deflate: DeflateRaw,
  best: number,
): AsyncGenerator<Uint8Array> {
  const setLevel = promisify(deflate.params.bind(deflate));
  let level = best;
  for await (const piece of input) {
    const wanted = shrinks(piece) ? best : 0;
    // A piece that is still on its way may get the new level as well; it is right at any.
    if (wanted !== level) await setLevel(wanted, constants.Z_DEFAULT_STRATEGY);
    level = wanted;
    yield piece;
  }
}

/** By a sample from the middle: a header would say nothing. */
function shrinks(piece: Uint8Array): boolean {
  const start = Math.max(0, (piece.length - sampleBytes) >> 1);
  const sample = piece.subarray(start, start + sampleBytes);
  return deflateRawSync(sample, { level: 1 }).length < sample.length * worthwhileRatio;
}

/** Also several gzip members behind each other. What is cut off or damaged ends with zlib's error. */
export function gunzipped(input: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return through(input, createGunzip({ chunkSize: pieceBytes }));
}

/** RFC 1951 without any frame around it. */
export function deflated(input: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return through(input, createDeflateRaw({ chunkSize: pieceBytes }));
}

function through(
  input: AsyncIterable<Uint8Array>,
  transform: Transform,
): AsyncIterable<Uint8Array> {
  // Whoever reads the transform sees each error there.
  pipeline(Readable.from(input, { objectMode: false }), transform, () => {});
  return transform;
}

/** The same bytes in larger pieces: headers and small files would each be a call of their own. */
export async function* inPieces(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (const part of input) {
    if (part.length === 0) continue;
    held.push(part);
    heldBytes += part.length;
    if (heldBytes < pieceBytes) continue;
    yield held.length === 1 ? part : Buffer.concat(held);
    held = [];
    heldBytes = 0;
  }
  if (heldBytes > 0) yield Buffer.concat(held);
}
