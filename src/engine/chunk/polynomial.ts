import { randomBytes } from "node:crypto";

const DEGREE = 53;

/** A random irreducible polynomial of degree 53 over GF(2), as a hexadecimal string (Ben-Or's test). */
export function randomPolynomial(): string {
  const top = 1n << BigInt(DEGREE);
  for (;;) {
    // The constant term is 1, or x would divide it.
    const candidate = (randomBytes(8).readBigUInt64LE() & (top - 1n)) | top | 1n;
    if (isIrreducible(candidate)) return candidate.toString(16);
  }
}

/** Ben-Or: f of degree n is irreducible when gcd(f, x^(2^i) − x) = 1 for every i up to n/2. */
export function isIrreducible(f: bigint): boolean {
  if (degree(f) < 1) return false;
  let power = 2n; // x
  for (let i = 1; i <= degree(f) / 2; i++) {
    power = multiplyModulo(power, power, f);
    if (gcd(f, power ^ 2n) !== 1n) return false;
  }
  return true;
}

function degree(v: bigint): number {
  return v.toString(2).length - 1;
}

function modulo(a: bigint, m: bigint): bigint {
  const d = degree(m);
  let rest = a;
  while (rest !== 0n && degree(rest) >= d) rest ^= m << BigInt(degree(rest) - d);
  return rest;
}

function multiplyModulo(a: bigint, b: bigint, m: bigint): bigint {
  let result = 0n;
  for (let x = a, y = b; y !== 0n; y >>= 1n) {
    if (y & 1n) result ^= x;
    x = modulo(x << 1n, m);
  }
  return modulo(result, m);
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, modulo(x, y)];
  return x;
}
