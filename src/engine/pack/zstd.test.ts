import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import zlib from "node:zlib";
import { createFrameCodec, createPublicFrameCodec } from "./zstd.ts";

for (const [name, codec] of [
  ["the reused contexts", createFrameCodec(3)],
  ["the public calls", createPublicFrameCodec(3)],
] as const) {
  test(`${name}: frames of any size come back, and the level holds from frame to frame`, () => {
    const bytes = Buffer.alloc(4 << 20);
    const text = Buffer.from(
      JSON.stringify(Array.from({ length: 20_000 }, (_, i) => ({ i, name: `n${i % 97}` }))),
    );
    const lengths: number[] = [];
    for (const size of [1, 100, 5000, text.length, text.length, text.length]) {
      text.copy(bytes, 0, 0, size);
      const length = codec.compress(bytes, 0, size, 2 << 20, 1 << 20);
      lengths.push(length);
      assert.equal(codec.decompress(bytes, 2 << 20, length, 3 << 20, size), size);
      assert.equal(bytes.compare(text, 0, size, 3 << 20, (3 << 20) + size), 0);
    }
    assert.equal(lengths[3], lengths[5]);
    const params = { [zlib.constants.ZSTD_c_compressionLevel]: 3 };
    assert.equal(lengths[3], zlib.zstdCompressSync(text, { params }).length);
  });

  test(`${name}: a frame longer than announced, a broken frame and a small output are refused, and the next call works`, () => {
    const bytes = Buffer.alloc(1 << 20);
    const bomb = zlib.zstdCompressSync(Buffer.alloc(300_000));
    bomb.copy(bytes, 0);
    assert.throws(() => codec.decompress(bytes, 0, bomb.length, 500_000, 1000));
    const noise = randomBytes(1000);
    noise.copy(bytes, 0);
    assert.throws(() => codec.decompress(bytes, 0, 1000, 500_000, 1000));
    assert.equal(codec.compress(bytes, 0, 1000, 500_000, 100), -1);
    const length = codec.compress(bytes, 0, 1000, 500_000, 2000);
    assert.equal(codec.decompress(bytes, 500_000, length, 600_000, 1000), 1000);
    assert.equal(bytes.compare(noise, 0, 1000, 600_000, 601_000), 0);
  });
}
