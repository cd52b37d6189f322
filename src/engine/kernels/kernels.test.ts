import assert from "node:assert/strict";
import { createCipheriv, randomBytes } from "node:crypto";
import { test } from "node:test";
import { Kernels } from "./kernels.ts";

/** Poly1305 as RFC 8439 writes it, on BigInts. */
function referencePoly1305(message: Buffer, key: Buffer): string {
  const little = (b: Uint8Array) => BigInt(`0x${Buffer.from(b).reverse().toString("hex") || "0"}`);
  const r = little(key.subarray(0, 16)) & 0x0ffffffc0ffffffc0ffffffc0fffffffn;
  const p = (1n << 130n) - 5n;
  let h = 0n;
  for (let i = 0; i < message.length; i += 16) {
    const block = Buffer.concat([message.subarray(i, i + 16), Buffer.from([1])]);
    h = ((h + little(block)) * r) % p;
  }
  const sum = (h + little(key.subarray(16, 32))) & ((1n << 128n) - 1n);
  return Buffer.from(sum.toString(16).padStart(32, "0"), "hex").reverse().toString("hex");
}

test("poly1305 gives the MAC of RFC 8439, section 2.5.2", () => {
  const kernels = new Kernels();
  const at = kernels.allocate(1024);
  const key = Buffer.from(
    "85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b",
    "hex",
  );
  const text = Buffer.from("Cryptographic Forum Research Group");
  kernels.bytes.set(key, kernels.oneTimeKey);
  kernels.bytes.set(text, at);
  kernels.run.poly1305(at, text.length, kernels.oneTimeKey, kernels.mac);
  const mac = kernels.bytes.subarray(kernels.mac, kernels.mac + 16).toString("hex");
  assert.equal(mac, "a8061dc1305136c6c22b8baf0c0127a9");
});

test("poly1305 agrees with plain arithmetic for every length around the SIMD steps, and at the extremes", () => {
  const kernels = new Kernels();
  const at = kernels.allocate(8192);
  const inputs: [Buffer, Buffer][] = [];
  for (let length = 0; length < 700; length++) inputs.push([randomBytes(length), randomBytes(32)]);
  for (const length of [255, 256, 1024, 4096, 8000]) {
    inputs.push(
      [Buffer.alloc(length, 0xff), Buffer.alloc(32, 0xff)],
      [Buffer.alloc(length), Buffer.alloc(32, 0xff)],
    );
  }
  for (const [message, key] of inputs) {
    kernels.bytes.set(key, kernels.oneTimeKey);
    kernels.bytes.set(message, at);
    kernels.run.poly1305(at, message.length, kernels.oneTimeKey, kernels.mac);
    const mac = kernels.bytes.subarray(kernels.mac, kernels.mac + 16).toString("hex");
    assert.equal(mac, referencePoly1305(message, key), `length ${message.length}`);
  }
});

test("counter blocks and XOR make AES-CTR, also where the counter carries over 64 bits", () => {
  const kernels = new Kernels();
  const at = kernels.allocate(4096);
  const key = randomBytes(32);
  for (const tail of ["0000000000000000", "fffffffffffffffe", "ffffffffffffffff"]) {
    const iv = Buffer.from(`ffffffffffffffff${tail}`, "hex");
    const text = randomBytes(1000);
    kernels.bytes.set(iv, at);
    kernels.bytes.set(text, at + 16);
    kernels.run.ctrBlocks(at, 0n, 63, kernels.counters);
    const ecb = createCipheriv("aes-256-ecb", key, null).setAutoPadding(false);
    kernels.bytes.set(
      ecb.update(kernels.bytes.subarray(kernels.counters, kernels.counters + 1008)),
      kernels.keystream,
    );
    kernels.run.xorBytes(at + 16, kernels.keystream, 1000);
    const expected = createCipheriv("aes-256-ctr", key, iv).update(text);
    assert.deepEqual(kernels.bytes.subarray(at + 16, at + 1016), expected);
  }
});

/** restic's chunker, written out slowly: digest by digest over BigInts. */
function referenceCuts(data: Buffer, polynomial: bigint, min: number, max: number): number[] {
  const degree = (v: bigint) => v.toString(2).length - 1;
  const modulo = (v: bigint) => {
    let rest = v;
    while (rest !== 0n && degree(rest) >= 53) rest ^= polynomial << BigInt(degree(rest) - 53);
    return rest;
  };
  const cuts: number[] = [];
  for (let start = 0; start + min <= data.length;) {
    let length = min;
    for (; length <= Math.min(max, data.length - start); length++) {
      const window = data.subarray(start + length - 64, start + length);
      if ((modulo(BigInt(`0x${window.toString("hex")}`)) & 0xfffffn) === 0n || length === max)
        break;
    }
    if (length > Math.min(max, data.length - start)) break;
    cuts.push(length);
    start += length;
  }
  return cuts;
}

test("rabin cuts where the fingerprint of the last 64 bytes ends in 20 zero bits", () => {
  const polynomial = 0x3da3358b4dc173n;
  const kernels = new Kernels();
  const size = 24_000;
  const at = kernels.allocate(size);
  kernels.run.rabinInit(polynomial);
  const data = randomBytes(size);
  data.fill(0, 8_000, 15_000); // a stretch of zeros cuts at every minimum
  kernels.bytes.set(data, at);
  const cuts: number[] = [];
  for (let start = 0; ;) {
    const length = kernels.run.rabinCut(at + start, size - start, 1024, 9_000, 0);
    if (length === 0) break;
    cuts.push(length);
    start += length;
  }
  assert.ok(cuts.length > 3);
  assert.deepEqual(cuts, referenceCuts(data, polynomial, 1024, 9_000));
});

test("a cut does not depend on how much of the data is there when it is looked for", () => {
  const kernels = new Kernels();
  const size = 4 << 20;
  const at = kernels.allocate(size);
  kernels.run.rabinInit(0x3da3358b4dc173n);
  kernels.bytes.set(randomBytes(size), at);
  const whole = kernels.run.rabinCut(at, size, 524_288, 8 << 20, 0);
  let pieces = 0;
  for (let have = 600_000, from = 0; pieces === 0 && have <= size; have += 70_001) {
    pieces = kernels.run.rabinCut(at, have, 524_288, 8 << 20, from);
    from = have + 1;
  }
  assert.equal(pieces, whole);
});

test("isZero sees a single byte anywhere", () => {
  const kernels = new Kernels();
  const at = kernels.allocate(256);
  kernels.bytes.fill(0, at, at + 256);
  assert.equal(kernels.run.isZero(at, 100), 1);
  for (const place of [0, 15, 16, 95, 99]) {
    kernels.bytes[at + place] = 1;
    assert.equal(kernels.run.isZero(at, 100), 0);
    kernels.bytes[at + place] = 0;
  }
});

test("what does not fit into memory is refused, and nothing is reserved", () => {
  const kernels = new Kernels();
  const first = kernels.allocate(1);
  for (const byteLength of [2 ** 30, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 40]) {
    assert.throws(() => kernels.allocate(byteLength), /do not fit into memory/);
  }
  assert.equal(kernels.allocate(1), first + 65_536);
});
