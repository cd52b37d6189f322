// Poly1305 (RFC 8439, section 2.5). Messages of at least 256 bytes go through four SIMD lanes with
// 26-bit limbs (each lane takes every fourth block and is multiplied by r^4); the rest is scalar with
// 32-bit limbs.

// The accumulator h, 32-bit limbs, and the clamped r with s = r + r/4 for the wrapped products.
let h0: u64 = 0, h1: u64 = 0, h2: u64 = 0, h3: u64 = 0, h4: u64 = 0;
let r0: u64 = 0, r1: u64 = 0, r2: u64 = 0, r3: u64 = 0;
let s1: u64 = 0, s2: u64 = 0, s3: u64 = 0;

const MASK26: u64 = 0x3ffffff;
const MASK32: u64 = 0xffffffff;
const tail = memory.data(16);
const LIMBS: usize = 40; // five u64
const powers = memory.data(4 * 40); // r^1 … r^4 in 26-bit limbs
const lane = memory.data(40);
const product = memory.data(40);

/** MAC of `length` bytes at `message` with the 32-byte one-time key (r ‖ s) at `key`, to `out` (16 bytes). */
export function poly1305(message: usize, length: usize, key: usize, out: usize): void {
  h0 = 0; h1 = 0; h2 = 0; h3 = 0; h4 = 0;
  r0 = <u64>(load<u32>(key) & 0x0fffffff);
  r1 = <u64>(load<u32>(key, 4) & 0x0ffffffc);
  r2 = <u64>(load<u32>(key, 8) & 0x0ffffffc);
  r3 = <u64>(load<u32>(key, 12) & 0x0ffffffc);
  s1 = r1 + (r1 >> 2);
  s2 = r2 + (r2 >> 2);
  s3 = r3 + (r3 >> 2);
  let p = message;
  if (length >= 256) {
    const groups = length & ~63;
    absorbFour(p, p + groups, key);
    p += groups;
  }
  const end = message + (length & ~15);
  absorb(p, end, 1);
  const rest = length & 15;
  if (rest) {
    v128.store(tail, i64x2.splat(0));
    for (let i: usize = 0; i < rest; i++) store<u8>(tail + i, load<u8>(end + i));
    store<u8>(tail + rest, 1);
    absorb(tail, tail + 16, 0);
  }
  finish(key, out);
}

/** h = (h + block) · r for every 16-byte block; `high` is the bit above the block. */
function absorb(p: usize, end: usize, high: u64): void {
  let a0 = h0, a1 = h1, a2 = h2, a3 = h3, a4 = h4;
  const q0 = r0, q1 = r1, q2 = r2, q3 = r3, t1 = s1, t2 = s2, t3 = s3;
  for (; p < end; p += 16) {
    a0 += <u64>load<u32>(p);
    a1 += <u64>load<u32>(p, 4) + (a0 >> 32); a0 &= MASK32;
    a2 += <u64>load<u32>(p, 8) + (a1 >> 32); a1 &= MASK32;
    a3 += <u64>load<u32>(p, 12) + (a2 >> 32); a2 &= MASK32;
    a4 += high + (a3 >> 32); a3 &= MASK32;
    const d0 = a0 * q0 + a1 * t3 + a2 * t2 + a3 * t1;
    let d1 = a0 * q1 + a1 * q0 + a2 * t3 + a3 * t2 + a4 * t1;
    let d2 = a0 * q2 + a1 * q1 + a2 * q0 + a3 * t3 + a4 * t2;
    let d3 = a0 * q3 + a1 * q2 + a2 * q1 + a3 * q0 + a4 * t3;
    a4 = a4 * q0;
    d1 += d0 >> 32; d2 += d1 >> 32; d3 += d2 >> 32; a4 += d3 >> 32;
    a0 = (d0 & MASK32) + (a4 >> 2) + (a4 & ~3);
    a4 &= 3;
    a1 = (d1 & MASK32) + (a0 >> 32); a0 &= MASK32;
    a2 = d2 & MASK32;
    a3 = d3 & MASK32;
  }
  a2 += a1 >> 32; a1 &= MASK32;
  a3 += a2 >> 32; a2 &= MASK32;
  a4 += a3 >> 32; a3 &= MASK32;
  h0 = a0; h1 = a1; h2 = a2; h3 = a3; h4 = a4;
}

/** Reduces h below 2^130 − 5 and adds s. */
function finish(key: usize, out: usize): void {
  h0 += (h4 >> 2) * 5; h4 &= 3;
  h1 += h0 >> 32; h0 &= MASK32;
  h2 += h1 >> 32; h1 &= MASK32;
  h3 += h2 >> 32; h2 &= MASK32;
  h4 += h3 >> 32; h3 &= MASK32;
  const g0 = h0 + 5;
  const g1 = h1 + (g0 >> 32);
  const g2 = h2 + (g1 >> 32);
  const g3 = h3 + (g2 >> 32);
  if ((h4 + (g3 >> 32)) >> 2) {
    h0 = g0 & MASK32; h1 = g1 & MASK32; h2 = g2 & MASK32; h3 = g3 & MASK32;
  }
  let sum = h0 + <u64>load<u32>(key, 16);
  store<u32>(out, <u32>sum);
  sum = h1 + <u64>load<u32>(key, 20) + (sum >> 32);
  store<u32>(out, <u32>sum, 4);
  sum = h2 + <u64>load<u32>(key, 24) + (sum >> 32);
  store<u32>(out, <u32>sum, 8);
  sum = h3 + <u64>load<u32>(key, 28) + (sum >> 32);
  store<u32>(out, <u32>sum, 12);
}

/** a · b mod 2^130 − 5 in 26-bit limbs, to `out`. */
function multiply26(a: usize, b: usize, out: usize): void {
  const a0 = load<u64>(a), a1 = load<u64>(a, 8), a2 = load<u64>(a, 16), a3 = load<u64>(a, 24), a4 = load<u64>(a, 32);
  const b0 = load<u64>(b), b1 = load<u64>(b, 8), b2 = load<u64>(b, 16), b3 = load<u64>(b, 24), b4 = load<u64>(b, 32);
  const c1 = b1 * 5, c2 = b2 * 5, c3 = b3 * 5, c4 = b4 * 5;
  const d0 = a0 * b0 + a1 * c4 + a2 * c3 + a3 * c2 + a4 * c1;
  let d1 = a0 * b1 + a1 * b0 + a2 * c4 + a3 * c3 + a4 * c2;
  let d2 = a0 * b2 + a1 * b1 + a2 * b0 + a3 * c4 + a4 * c3;
  let d3 = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 + a4 * c4;
  let d4 = a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0;
  d1 += d0 >> 26; d2 += d1 >> 26; d3 += d2 >> 26; d4 += d3 >> 26;
  const low = (d0 & MASK26) + (d4 >> 26) * 5;
  store<u64>(out, low & MASK26);
  store<u64>(out, (d1 & MASK26) + (low >> 26), 8);
  store<u64>(out, d2 & MASK26, 16);
  store<u64>(out, d3 & MASK26, 24);
  store<u64>(out, d4 & MASK26, 32);
}

function makePowers(key: usize): void {
  const low = load<u64>(key) & 0x0ffffffc0fffffff;
  const high = load<u64>(key, 8) & 0x0ffffffc0ffffffc;
  store<u64>(powers, low & MASK26);
  store<u64>(powers, (low >> 26) & MASK26, 8);
  store<u64>(powers, ((low >> 52) | (high << 12)) & MASK26, 16);
  store<u64>(powers, (high >> 14) & MASK26, 24);
  store<u64>(powers, (high >> 40) & MASK26, 32);
  multiply26(powers, powers, powers + LIMBS);
  multiply26(powers + LIMBS, powers, powers + 2 * LIMBS);
  multiply26(powers + LIMBS, powers + LIMBS, powers + 3 * LIMBS);
}

// @ts-ignore: decorator
@inline
function low(a: v128, b: v128): v128 {
  return i64x2.extmul_low_i32x4_u(a, b);
}

// @ts-ignore: decorator
@inline
function high(a: v128, b: v128): v128 {
  return i64x2.extmul_high_i32x4_u(a, b);
}

// @ts-ignore: decorator
@inline
function add(a: v128, b: v128): v128 {
  return i64x2.add(a, b);
}

// @ts-ignore: decorator
@inline
function sum5(a: v128, b: v128, c: v128, d: v128, e: v128): v128 {
  return add(add(add(a, b), add(c, d)), e);
}

/** Absorbs [p, end), a positive multiple of 64 bytes, from h = 0, and leaves the result in h. */
function absorbFour(p: usize, end: usize, key: usize): void {
  makePowers(key);
  const fourth = powers + 3 * LIMBS;
  const R0 = i32x4.splat(<i32>load<u64>(fourth)), R1 = i32x4.splat(<i32>load<u64>(fourth, 8));
  const R2 = i32x4.splat(<i32>load<u64>(fourth, 16)), R3 = i32x4.splat(<i32>load<u64>(fourth, 24));
  const R4 = i32x4.splat(<i32>load<u64>(fourth, 32));
  const S1 = i32x4.splat(<i32>(load<u64>(fourth, 8) * 5)), S2 = i32x4.splat(<i32>(load<u64>(fourth, 16) * 5));
  const S3 = i32x4.splat(<i32>(load<u64>(fourth, 24) * 5)), S4 = i32x4.splat(<i32>(load<u64>(fourth, 32) * 5));
  const M64 = i64x2.splat(MASK26), M32 = i32x4.splat(0x3ffffff), TOP = i32x4.splat(1 << 24);
  let H0 = i32x4.splat(0), H1 = i32x4.splat(0), H2 = i32x4.splat(0), H3 = i32x4.splat(0), H4 = i32x4.splat(0);
  while (true) {
    // Four blocks, transposed: word i of all four in one vector, then cut into 26-bit limbs.
    const A = v128.load(p), B = v128.load(p, 16), C = v128.load(p, 32), D = v128.load(p, 48);
    const ab01 = v128.shuffle<i32>(A, B, 0, 4, 1, 5), cd01 = v128.shuffle<i32>(C, D, 0, 4, 1, 5);
    const ab23 = v128.shuffle<i32>(A, B, 2, 6, 3, 7), cd23 = v128.shuffle<i32>(C, D, 2, 6, 3, 7);
    const w0 = v128.shuffle<i64>(ab01, cd01, 0, 2), w1 = v128.shuffle<i64>(ab01, cd01, 1, 3);
    const w2 = v128.shuffle<i64>(ab23, cd23, 0, 2), w3 = v128.shuffle<i64>(ab23, cd23, 1, 3);
    H0 = i32x4.add(H0, v128.and(w0, M32));
    H1 = i32x4.add(H1, v128.and(v128.or(i32x4.shr_u(w0, 26), i32x4.shl(w1, 6)), M32));
    H2 = i32x4.add(H2, v128.and(v128.or(i32x4.shr_u(w1, 20), i32x4.shl(w2, 12)), M32));
    H3 = i32x4.add(H3, v128.and(v128.or(i32x4.shr_u(w2, 14), i32x4.shl(w3, 18)), M32));
    H4 = i32x4.add(H4, v128.or(i32x4.shr_u(w3, 8), TOP));
    p += 64;
    if (p >= end) break;
    // H · r^4: lanes 0 and 1 in l, lanes 2 and 3 in u.
    let l0 = sum5(low(H0, R0), low(H1, S4), low(H2, S3), low(H3, S2), low(H4, S1));
    let l1 = sum5(low(H0, R1), low(H1, R0), low(H2, S4), low(H3, S3), low(H4, S2));
    let l2 = sum5(low(H0, R2), low(H1, R1), low(H2, R0), low(H3, S4), low(H4, S3));
    let l3 = sum5(low(H0, R3), low(H1, R2), low(H2, R1), low(H3, R0), low(H4, S4));
    let l4 = sum5(low(H0, R4), low(H1, R3), low(H2, R2), low(H3, R1), low(H4, R0));
    let u0 = sum5(high(H0, R0), high(H1, S4), high(H2, S3), high(H3, S2), high(H4, S1));
    let u1 = sum5(high(H0, R1), high(H1, R0), high(H2, S4), high(H3, S3), high(H4, S2));
    let u2 = sum5(high(H0, R2), high(H1, R1), high(H2, R0), high(H3, S4), high(H4, S3));
    let u3 = sum5(high(H0, R3), high(H1, R2), high(H2, R1), high(H3, R0), high(H4, S4));
    let u4 = sum5(high(H0, R4), high(H1, R3), high(H2, R2), high(H3, R1), high(H4, R0));
    // Carries, two chains at a time: 0→1 and 3→4, then 1→2 and 4→0 (·5), then 2→3 and 0→1, then 3→4.
    l1 = add(l1, i64x2.shr_u(l0, 26)); l0 = v128.and(l0, M64);
    l4 = add(l4, i64x2.shr_u(l3, 26)); l3 = v128.and(l3, M64);
    u1 = add(u1, i64x2.shr_u(u0, 26)); u0 = v128.and(u0, M64);
    u4 = add(u4, i64x2.shr_u(u3, 26)); u3 = v128.and(u3, M64);
    l2 = add(l2, i64x2.shr_u(l1, 26)); l1 = v128.and(l1, M64);
    u2 = add(u2, i64x2.shr_u(u1, 26)); u1 = v128.and(u1, M64);
    const lc = i64x2.shr_u(l4, 26), uc = i64x2.shr_u(u4, 26);
    l4 = v128.and(l4, M64);
    u4 = v128.and(u4, M64);
    l0 = add(l0, add(lc, i64x2.shl(lc, 2)));
    u0 = add(u0, add(uc, i64x2.shl(uc, 2)));
    l3 = add(l3, i64x2.shr_u(l2, 26)); l2 = v128.and(l2, M64);
    u3 = add(u3, i64x2.shr_u(u2, 26)); u2 = v128.and(u2, M64);
    l1 = add(l1, i64x2.shr_u(l0, 26)); l0 = v128.and(l0, M64);
    u1 = add(u1, i64x2.shr_u(u0, 26)); u0 = v128.and(u0, M64);
    l4 = add(l4, i64x2.shr_u(l3, 26)); l3 = v128.and(l3, M64);
    u4 = add(u4, i64x2.shr_u(u3, 26)); u3 = v128.and(u3, M64);
    H0 = v128.shuffle<i32>(l0, u0, 0, 2, 4, 6);
    H1 = v128.shuffle<i32>(l1, u1, 0, 2, 4, 6);
    H2 = v128.shuffle<i32>(l2, u2, 0, 2, 4, 6);
    H3 = v128.shuffle<i32>(l3, u3, 0, 2, 4, 6);
    H4 = v128.shuffle<i32>(l4, u4, 0, 2, 4, 6);
  }
  joinLanes(H0, H1, H2, H3, H4);
}

// @ts-ignore: decorator
@inline
function storeLane(H: v128, index: u8, at: usize): void {
  const value = index == 0
    ? i32x4.extract_lane(H, 0)
    : index == 1
      ? i32x4.extract_lane(H, 1)
      : index == 2
        ? i32x4.extract_lane(H, 2)
        : i32x4.extract_lane(H, 3);
  store<u64>(at, <u64>(<u32>value));
}

/** h = lane0·r^4 + lane1·r^3 + lane2·r^2 + lane3·r, in 32-bit limbs. */
function joinLanes(H0: v128, H1: v128, H2: v128, H3: v128, H4: v128): void {
  let t0: u64 = 0, t1: u64 = 0, t2: u64 = 0, t3: u64 = 0, t4: u64 = 0;
  for (let i: u8 = 0; i < 4; i++) {
    storeLane(H0, i, lane);
    storeLane(H1, i, lane + 8);
    storeLane(H2, i, lane + 16);
    storeLane(H3, i, lane + 24);
    storeLane(H4, i, lane + 32);
    multiply26(lane, powers + (3 - <usize>i) * LIMBS, product);
    t0 += load<u64>(product); t1 += load<u64>(product, 8); t2 += load<u64>(product, 16);
    t3 += load<u64>(product, 24); t4 += load<u64>(product, 32);
  }
  t1 += t0 >> 26; t0 &= MASK26;
  t2 += t1 >> 26; t1 &= MASK26;
  t3 += t2 >> 26; t2 &= MASK26;
  t4 += t3 >> 26; t3 &= MASK26;
  t0 += (t4 >> 26) * 5; t4 &= MASK26;
  t1 += t0 >> 26; t0 &= MASK26;
  t2 += t1 >> 26; t1 &= MASK26;
  t3 += t2 >> 26; t2 &= MASK26;
  t4 += t3 >> 26; t3 &= MASK26;
  h0 = (t0 | (t1 << 26)) & MASK32;
  h1 = ((t1 >> 6) | (t2 << 20)) & MASK32;
  h2 = ((t2 >> 12) | (t3 << 14)) & MASK32;
  h3 = ((t3 >> 18) | (t4 << 8)) & MASK32;
  h4 = t4 >> 24;
}
