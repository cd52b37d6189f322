// Helpers for AES-CTR with a keystream made by one reused AES-ECB cipher: setting up a cipher
// costs microseconds, so many small blobs share one call.

// @ts-ignore: decorator
@inline
function reverse(v: v128): v128 {
  return i8x16.shuffle(v, v, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
}

/** Writes `count` big-endian counter blocks, starting at IV + `startBlock`, to `out`. */
export function ctrBlocks(iv: usize, startBlock: u64, count: usize, out: usize): void {
  const counter = reverse(v128.load(iv));
  let low = <u64>i64x2.extract_lane(counter, 0);
  let high = <u64>i64x2.extract_lane(counter, 1);
  const start = low + startBlock;
  if (start < low) high++;
  low = start;
  const end = out + (count << 4);
  while (out < end) {
    v128.store(out, reverse(i64x2.replace_lane(i64x2.splat(low), 1, high)));
    low++;
    if (low == 0) high++;
    out += 16;
  }
}

/** target ^= source, over `length` bytes. */
export function xorBytes(target: usize, source: usize, length: usize): void {
  const end = target + (length & ~15);
  while (target < end) {
    v128.store(target, v128.xor(v128.load(target), v128.load(source)));
    target += 16;
    source += 16;
  }
  for (let rest = length & 15; rest > 0; rest--) {
    store<u8>(target, load<u8>(target) ^ load<u8>(source));
    target++;
    source++;
  }
}
