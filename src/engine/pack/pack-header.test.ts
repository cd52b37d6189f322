import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { ResteraError } from "../../foundation/errors.ts";
import { DATA, TREE } from "../blob-type.ts";
import { decodePackHeader, encodePackHeader, type PackedBlob, packSize } from "./pack-header.ts";

const blobs: PackedBlob[] = [
  { type: DATA, id: randomBytes(32), length: 32, rawLength: 0 },
  { type: DATA, id: randomBytes(32), length: 4_000_000_000, rawLength: 2 ** 31 - 1 },
  { type: TREE, id: randomBytes(32), length: 1000, rawLength: 0 },
  { type: TREE, id: randomBytes(32), length: 77, rawLength: 5000 },
];

test("a header is laid out as the format says: kind, length, raw length where compressed, id", () => {
  const header = encodePackHeader(blobs);
  assert.equal(header.length, 37 + 41 + 37 + 41);
  assert.deepEqual([header[0], header[37], header[78], header[115]], [0, 2, 1, 3]);
  assert.equal(header.readUInt32LE(38), 4_000_000_000);
  assert.equal(header.readUInt32LE(42), 2 ** 31 - 1);
  assert.ok(header.subarray(5, 37).equals(blobs[0]!.id));
});

test("what was written is read back, each blob behind the one before", () => {
  const read = decodePackHeader(encodePackHeader(blobs), "pack 1");
  let offset = 0;
  for (const [i, { type, id, length, rawLength }] of blobs.entries()) {
    assert.deepEqual(
      { ...read[i], id: Buffer.from(read[i]!.id).toString("hex") },
      { type, id: Buffer.from(id).toString("hex"), length, rawLength, offset },
    );
    offset += length;
  }
  assert.deepEqual(decodePackHeader(new Uint8Array(), "pack 1"), []);
});

test("a header that is cut off or of an unknown kind is damage, and names the pack", () => {
  const header = encodePackHeader(blobs);
  const whole = new Set([0, 37, 78, 115, header.length]);
  for (let length = 0; length < header.length; length++) {
    if (whole.has(length)) continue;
    assert.throws(() => decodePackHeader(header.subarray(0, length), "pack 12"), isDamage);
  }
  for (const kind of [4, 5, 255]) {
    const other = Buffer.from(header);
    other[37] = kind;
    assert.throws(() => decodePackHeader(other, "pack 12"), isDamage);
  }
});

test("the size of a pack is that of its blobs, its header and the seal around it", () => {
  assert.equal(packSize([]), 36);
  const sizes = blobs.reduce((sum, { length }) => sum + length, 0);
  assert.equal(packSize(blobs), sizes + 37 + 41 + 37 + 41 + 36);
});

function isDamage(error: unknown): boolean {
  return error instanceof ResteraError && error.code === "damaged" && /pack 12/.test(error.message);
}
