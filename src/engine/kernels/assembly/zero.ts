/** 1 when all `length` bytes are zero: such chunks of sparse files need no hashing. */
export function isZero(start: usize, length: usize): bool {
  let p = start;
  const end = start + (length & ~15);
  while (p < end) {
    if (v128.any_true(v128.load(p))) return false;
    p += 16;
  }
  for (let rest = length & 15; rest > 0; rest--) {
    if (load<u8>(p) != 0) return false;
    p++;
  }
  return true;
}
