import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import zlib from "node:zlib";
import { createFrameCodec, createPublicFrameCodec } from "./zstd.ts";
import { isOneFrame } from "./zstd-frame.ts";
import type { FrameCodec } from "./zstd-contexts.ts";

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

  test(`${name}: a frame that was cut off or has the rest of another behind it does not spoil the next stream`, () => {
    const texts = ["first ".repeat(50_000), randomBytes(70_000).toString("latin1"), "last"];
    const frames = texts.map((text) => zlib.zstdCompressSync(Buffer.from(text, "latin1")));
    for (const [i, frame] of frames.entries()) {
      const cuts = [1, 3, 100, Math.floor(frame.length / 2), frame.length - 7];
      const parts = cuts.map((cut) => frame.subarray(0, Math.max(1, frame.length - cut)));
      for (const spoilt of [...parts, Buffer.concat([frame, randomBytes(20)])]) {
        try {
          streamed(codec, spoilt);
        } catch {
          // As it should be, where the codec can tell.
        }
        assert.equal(streamed(codec, frames[(i + 1) % 3]!), texts[(i + 1) % 3]);
      }
      assert.equal(streamed(codec, frame), texts[i]);
    }
  });
}

/** The text of a frame, by way of a window. */
function streamed(codec: FrameCodec, frame: Buffer): string {
  const [at, window, room] = [0, 1 << 20, 4096];
  const bytes = Buffer.alloc(window + room);
  frame.copy(bytes, at);
  let text = "";
  codec.stream(bytes, at, frame.length, window, room, (end) => {
    text += bytes.toString("latin1", window, end);
    return end;
  });
  return text;
}

test("a frame is told from a part of one, and from one with something behind it", () => {
  const flag = zlib.constants.ZSTD_c_checksumFlag;
  const texts = [
    Buffer.alloc(0),
    Buffer.from("a"),
    Buffer.alloc(500_000, "run"),
    randomBytes(400_000),
  ];
  for (const text of texts) {
    for (const params of [{}, { [flag]: 1 }]) {
      const frame = zlib.zstdCompressSync(text, { params });
      const bytes = Buffer.concat([randomBytes(5), frame, randomBytes(5)]);
      assert.ok(isOneFrame(bytes, 5, frame.length));
      assert.ok(!isOneFrame(bytes, 5, frame.length - 1));
      assert.ok(!isOneFrame(bytes, 5, frame.length + 1));
      assert.ok(!isOneFrame(bytes, 4, frame.length));
      assert.ok(!isOneFrame(bytes, 5, 4));
    }
  }
});
