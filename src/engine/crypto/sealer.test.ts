import assert from "node:assert/strict";
import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { Kernels } from "../kernels/kernels.ts";
import { randomMasterKey } from "./key-file.ts";
import { type Sealable, Sealer, SEAL_BYTES } from "./sealer.ts";

const key = randomMasterKey();
/** Around blocks, the shared keystream, the size from which a blob has its own cipher, and its slices. */
const sizes = [
  ...Array.from({ length: 70 }, (_, i) => i),
  ...[4095, 4096, 4097, 32_767, 32_768, 32_769, 65_535, 65_536, 65_537],
  ...[131_072 - 1, 131_072, 131_072 + 1, 300_001, 1 << 20, (1 << 20) + 1],
];

function createSealer(master = key): { kernels: Kernels; sealer: Sealer; scratch: number } {
  const kernels = new Kernels();
  return { kernels, sealer: new Sealer(kernels, master), scratch: kernels.allocate(4 << 20) };
}

/** AES-256-CTR as Node has it. */
function decrypt(sealed: Buffer): Buffer {
  const cipher = createCipheriv("aes-256-ctr", key.encrypt, sealed.subarray(0, 16));
  return cipher.update(sealed.subarray(16, -16));
}

test("bytes of any size come back, are encrypted with AES-256-CTR, and grow by 32", () => {
  const { sealer, scratch } = createSealer();
  for (const size of sizes) {
    const text = randomBytes(size);
    const sealed = sealer.sealBytes(text, scratch);
    assert.equal(sealed.length, size + SEAL_BYTES);
    assert.ok(decrypt(sealed).equals(text), `${size} bytes`);
    assert.ok(sealer.openBytes(sealed, scratch)!.equals(text), `${size} bytes`);
  }
});

test("many blobs sealed at once are the same as each by itself", () => {
  const { kernels, sealer, scratch } = createSealer();
  const texts = sizes.filter((size) => size < 70_000).map((size) => randomBytes(size));
  const blobs: Sealable[] = [];
  let at = scratch;
  for (const text of texts) {
    kernels.bytes.set(text, at + 16);
    blobs.push({ at, length: text.length });
    at += text.length + SEAL_BYTES;
  }
  sealer.sealMany(blobs);
  const other = createSealer();
  texts.forEach((text, i) => {
    const { at, length } = blobs[i]!;
    const sealed = Buffer.from(kernels.bytes.subarray(at, at + length + SEAL_BYTES));
    assert.ok(other.sealer.openBytes(sealed, other.scratch)!.equals(text), `${length} bytes`);
  });
  assert.equal(sealer.openMany(blobs), true);
  texts.forEach((text, i) => {
    const from = blobs[i]!.at + 16;
    assert.ok(text.equals(kernels.bytes.subarray(from, from + text.length)));
  });
});

test("a flipped bit anywhere, a missing end and a foreign key are refused", () => {
  const { sealer, scratch } = createSealer();
  for (const size of [0, 1, 15, 16, 100]) {
    const sealed = sealer.sealBytes(randomBytes(size), scratch);
    for (let at = 0; at < sealed.length; at++) {
      const tampered = Buffer.from(sealed);
      tampered[at]! ^= 1 << (at % 8);
      assert.equal(sealer.openBytes(tampered, scratch), undefined, `byte ${at} of ${size}`);
    }
    for (let length = 0; length < sealed.length; length++) {
      assert.equal(sealer.openBytes(sealed.subarray(0, length), scratch), undefined);
    }
    assert.equal(sealer.openBytes(Buffer.concat([sealed, Buffer.alloc(1)]), scratch), undefined);
    const other = createSealer(randomMasterKey());
    assert.equal(other.sealer.openBytes(sealed, other.scratch), undefined);
  }
});

test("one tampered blob among many is noticed, and none is opened", () => {
  const { kernels, sealer, scratch } = createSealer();
  const blobs = Array.from({ length: 20 }, (_, i) => ({ at: scratch + i * 132, length: 100 }));
  sealer.sealMany(blobs);
  kernels.bytes[blobs[13]!.at + 50]! ^= 1;
  const before = createHash("sha256")
    .update(kernels.bytes.subarray(scratch, scratch + 2640))
    .digest("hex");
  assert.equal(sealer.openMany(blobs), false);
  const after = createHash("sha256")
    .update(kernels.bytes.subarray(scratch, scratch + 2640))
    .digest("hex");
  assert.equal(after, before);
});

test("the same text is never sealed to the same bytes", () => {
  const { sealer, scratch } = createSealer();
  const text = Buffer.from("the same");
  const sealed = Array.from({ length: 50 }, () => sealer.sealBytes(text, scratch).toString("hex"));
  assert.equal(new Set(sealed).size, 50);
});
