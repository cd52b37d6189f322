import assert from "node:assert/strict";
import { createCipheriv, hash } from "node:crypto";
import { test } from "node:test";
import { Kernels } from "../kernels/kernels.ts";
import { Chunker, MAX_CHUNK_BYTES, MIN_CHUNK_BYTES } from "./chunker.ts";
import { isIrreducible, randomPolynomial } from "./polynomial.ts";

const polynomial = "3da3358b4dc173";

/** restic's chunker in its simplest form: one byte at a time, a window of 64, a cut where 20 bits are zero. */
class ReferenceChunker {
  private readonly polynomial: bigint;
  private readonly out: bigint[] = [];
  private readonly reduce: bigint[] = [];

  constructor(hex: string) {
    this.polynomial = BigInt(`0x${hex}`);
    for (let byte = 0n; byte < 256n; byte++) {
      let out = this.append(0n, byte);
      for (let i = 0; i < 63; i++) out = this.append(out, 0n);
      this.out.push(out);
      const high = byte << 53n;
      this.reduce.push(this.modulo(high) | high);
    }
  }

  /** Lengths of all chunks. */
  cut(bytes: Buffer): number[] {
    const lengths: number[] = [];
    // Two halves of the 64-bit digest, since numbers are quicker than bigints.
    const split = (table: bigint[]): Uint32Array[] => [
      Uint32Array.from(table, (value) => Number(value >> 32n)),
      Uint32Array.from(table, (value) => Number(value & 0xffff_ffffn)),
    ];
    const [outHigh, outLow] = split(this.out);
    const [modHigh, modLow] = split(this.reduce);
    for (let start = 0; start < bytes.length;) {
      let [high, low] = [0, 0];
      const window = Buffer.alloc(64);
      let at = 0;
      const slide = (byte: number): void => {
        const gone = window[at]!;
        window[at] = byte;
        at = (at + 1) & 63;
        high = (high ^ outHigh![gone]!) >>> 0;
        low = (low ^ outLow![gone]!) >>> 0;
        const index = (high >>> 13) & 0xff;
        high = ((((high << 8) | (low >>> 24)) >>> 0) ^ modHigh![index]!) >>> 0;
        low = ((((low << 8) | byte) >>> 0) ^ modLow![index]!) >>> 0;
      };
      slide(1);
      let length = Math.min(MIN_CHUNK_BYTES - 64, bytes.length - start);
      while (start + length < bytes.length && length < MAX_CHUNK_BYTES) {
        slide(bytes[start + length]!);
        length++;
        if (length >= MIN_CHUNK_BYTES && (low & 0xf_ffff) === 0) break;
      }
      lengths.push(length);
      start += length;
    }
    return lengths;
  }

  private append(digest: bigint, byte: bigint): bigint {
    return this.modulo((digest << 8n) | byte);
  }

  private modulo(value: bigint): bigint {
    let rest = value;
    for (let bit = 63n; bit >= 53n; bit--) {
      if ((rest >> bit) & 1n) rest ^= this.polynomial << (bit - 53n);
    }
    return rest;
  }
}

function randomLike(seed: number, length: number): Buffer {
  return createCipheriv("aes-128-ctr", Buffer.alloc(16, seed), Buffer.alloc(16)).update(
    Buffer.alloc(length),
  );
}

/** Lengths of the chunks from a position on, read in pieces of any size. */
function chunksFrom(
  chunker: Chunker,
  kernels: Kernels,
  bytes: Buffer,
  from: number,
  most = Infinity,
): number[] {
  const lengths: number[] = [];
  chunker.begin(from);
  while (!chunker.done && lengths.length < most) {
    const chunks = chunker.round((at, length, position) =>
      bytes.copy(kernels.bytes, at, position, Math.min(position + length, bytes.length)),
    );
    for (const { at, length } of chunks) {
      const start = from + lengths.reduce((sum, one) => sum + one, 0);
      assert.ok(
        kernels.bytes.subarray(at, at + length).equals(bytes.subarray(start, start + length)),
      );
      lengths.push(length);
    }
  }
  return lengths;
}

const inputs: Record<string, Buffer> = {
  "random bytes": randomLike(1, 12_000_000),
  "more random bytes": randomLike(2, 9_000_000),
  zeros: Buffer.alloc(20_000_000),
  "a pattern in which no cut is found": Buffer.alloc(18_000_000, "never ends "),
  text: Buffer.from(Array.from({ length: 150_000 }, (_, i) => `line ${i} of the text\n`).join("")),
  nothing: Buffer.alloc(0),
  "one byte": Buffer.from("x"),
  "a minimum and one byte": randomLike(3, MIN_CHUNK_BYTES + 1),
  "a minimum": randomLike(4, MIN_CHUNK_BYTES),
  "a maximum": Buffer.alloc(MAX_CHUNK_BYTES, 7),
};

test("chunks are cut where a slow chunker written from restic's description cuts them", () => {
  for (const hex of [polynomial, randomPolynomial()]) {
    const reference = new ReferenceChunker(hex);
    const kernels = new Kernels();
    const chunker = new Chunker(kernels, hex);
    for (const [name, bytes] of Object.entries(inputs)) {
      assert.deepEqual(
        chunksFrom(chunker, kernels, bytes, 0),
        reference.cut(bytes),
        `${name}, ${hex}`,
      );
    }
  }
});

test("a file that is handed over at any cut goes on with the same chunks", () => {
  const bytes = inputs["random bytes"]!;
  const kernels = new Kernels();
  const chunker = new Chunker(kernels, polynomial);
  const all = chunksFrom(chunker, kernels, bytes, 0);
  assert.ok(all.length > 4);
  let position = 0;
  for (let i = 0; i < all.length; i++) {
    const other = new Kernels();
    assert.deepEqual(
      chunksFrom(new Chunker(other, polynomial), other, bytes, position),
      all.slice(i),
    );
    position += all[i]!;
  }
  // Handed over after its first round, as workers do it: `next` is where the other goes on.
  chunker.begin(0);
  const first = chunker.round((at, length, from) =>
    bytes.copy(kernels.bytes, at, from, Math.min(from + length, bytes.length)),
  );
  assert.equal(
    chunker.next,
    first.reduce((sum, { length }) => sum + length, 0),
  );
});

test("reads that give less than was asked for make no difference", () => {
  const bytes = inputs["more random bytes"]!;
  const kernels = new Kernels();
  const chunker = new Chunker(kernels, polynomial);
  const whole = chunksFrom(chunker, kernels, bytes, 0);
  for (const most of [100_000, 333_333, 65_537]) {
    chunker.begin(0);
    const lengths: number[] = [];
    while (!chunker.done) {
      const chunks = chunker.round((at, length, from) =>
        bytes.copy(kernels.bytes, at, from, Math.min(from + Math.min(length, most), bytes.length)),
      );
      lengths.push(...chunks.map(({ length }) => length));
    }
    assert.deepEqual(lengths, whole);
  }
});

test("a byte put before a file moves its chunks and changes only the first ones", () => {
  const bytes = inputs["random bytes"]!;
  const kernels = new Kernels();
  const chunker = new Chunker(kernels, polynomial);
  const hashes = (content: Buffer): string[] => {
    let at = 0;
    return chunksFrom(chunker, kernels, content, 0).map((length) => {
      at += length;
      return hash("sha256", content.subarray(at - length, at));
    });
  };
  const before = hashes(bytes);
  const after = new Set(hashes(Buffer.concat([Buffer.from("x"), bytes])));
  assert.ok(before.slice(2).every((id) => after.has(id)));
});

test("polynomials are irreducible and of degree 53", () => {
  assert.ok(isIrreducible(0x3da3358b4dc173n));
  assert.equal(isIrreducible(0x3da3358b4dc172n), false);
  assert.equal(isIrreducible(0b101n), false);
  assert.equal(isIrreducible(0b111n), true);
  for (let i = 0; i < 5; i++) assert.match(randomPolynomial(), /^[23][0-9a-f]{13}$/);
});
