// Content-defined chunking as restic's chunker does it: Rabin fingerprints over a window of 64
// bytes modulo an irreducible polynomial of degree 53; a chunk ends where the low 20 bits are zero.
// Past the minimum a cut depends on the last 64 bytes alone, so four places can be scanned at once.

const WINDOW: usize = 64;
const DEGREE = 53;
const SHIFT: u64 = DEGREE - 8;
const SPLIT_MASK: u64 = (1 << 20) - 1;
const LANE: usize = 16384;

const outTable = memory.data(256 * 8);
const modTable = memory.data(256 * 8);

function degree(x: u64): i32 {
  return 63 - <i32>clz(x);
}

function polynomialModulo(x: u64, polynomial: u64): u64 {
  const d = degree(polynomial);
  while (x != 0 && degree(x) >= d) x ^= polynomial << <u64>(degree(x) - d);
  return x;
}

/** Builds the tables for a polynomial of degree 53. */
export function rabinInit(polynomial: u64): void {
  for (let b: u64 = 0; b < 256; b++) {
    let hash = polynomialModulo(b, polynomial);
    for (let i: usize = 0; i < WINDOW - 1; i++) hash = polynomialModulo(hash << 8, polynomial);
    store<u64>(outTable + (<usize>b << 3), hash);
    const high = b << <u64>DEGREE;
    store<u64>(modTable + (<usize>b << 3), polynomialModulo(high, polynomial) | high);
  }
}

// @ts-ignore: decorator
@inline
function append(digest: u64, at: usize): u64 {
  return ((digest << 8) | <u64>load<u8>(at)) ^ load<u64>(modTable + (<usize>(digest >> SHIFT) << 3));
}

/** The digest of the 64 bytes that end before `at`. */
// @ts-ignore: decorator
@inline
function digestBefore(at: usize): u64 {
  let digest: u64 = 0;
  for (let p = at - WINDOW; p < at; p++) digest = append(digest, p);
  return digest;
}

/** Moves the window over the byte at `at`. */
// @ts-ignore: decorator
@inline
function slide(digest: u64, at: usize): u64 {
  return append(digest ^ load<u64>(outTable + (<usize>load<u8>(at - WINDOW) << 3)), at);
}

// @ts-ignore: decorator
@inline
function splits(digest: u64): bool {
  return (digest & SPLIT_MASK) == 0;
}

/** Scans candidate ends in (from, to] byte by byte; 0 when there is no cut. */
function scanOne(from: usize, to: usize): usize {
  if (from >= to) return 0;
  let digest = digestBefore(from);
  for (let p = from; p < to; ) {
    digest = slide(digest, p++);
    if (splits(digest)) return p;
  }
  return 0;
}

/** Scans four neighbouring stretches of LANE bytes after `from` at once; 0 when there is no cut. */
function scanFour(from: usize): usize {
  let p0 = from;
  let p1 = p0 + LANE;
  let p2 = p1 + LANE;
  let p3 = p2 + LANE;
  const end = p1;
  let d0 = digestBefore(p0);
  let d1 = digestBefore(p1);
  let d2 = digestBefore(p2);
  let d3 = digestBefore(p3);
  let cut1: usize = 0;
  let cut2: usize = 0;
  let cut3: usize = 0;
  while (p0 < end) {
    d0 = slide(d0, p0++);
    d1 = slide(d1, p1++);
    d2 = slide(d2, p2++);
    d3 = slide(d3, p3++);
    if (splits(d0)) return p0;
    if (splits(d1) && !cut1) cut1 = p1;
    if (splits(d2) && !cut2) cut2 = p2;
    if (splits(d3) && !cut3) cut3 = p3;
  }
  return cut1 ? cut1 : cut2 ? cut2 : cut3;
}

/**
 * Length of the chunk that starts at `start`, or 0 when none ends within `length` bytes.
 * `from` skips lengths that an earlier call with fewer bytes has already ruled out.
 */
export function rabinCut(start: usize, length: usize, min: usize, max: usize, from: usize): usize {
  const stop = length < max ? length : max;
  const first = from > min ? from : min;
  if (stop < first) return 0;
  if (splits(digestBefore(start + first))) return first;
  let p = start + first;
  const end = start + stop;
  while (p + 4 * LANE <= end) {
    const cut = scanFour(p);
    if (cut) return cut - start;
    p += 4 * LANE;
  }
  const cut = scanOne(p, end);
  if (cut) return cut - start;
  return stop == max ? max : 0;
}
