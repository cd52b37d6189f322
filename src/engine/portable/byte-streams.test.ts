import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { gzippedWhereItHelps } from "./byte-streams.ts";

async function* given(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

async function packed(pieces: readonly Uint8Array[], compress?: boolean): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of gzippedWhereItHelps(given(pieces), {
    level: compress === false ? 0 : 6,
  })) {
    parts.push(part);
  }
  return Buffer.concat(parts);
}

test("text shrinks and what is compressed already is kept, in one gzip stream", async () => {
  const text = Buffer.from("the same words again and again\n".repeat(8000));
  const noise = randomBytes(250_000);
  const pieces = [text, noise, text, noise, noise, Buffer.from("x"), text];
  const gzip = await packed(pieces);
  assert.ok(gunzipSync(gzip).equals(Buffer.concat(pieces)));
  assert.ok(gzip.length < 3 * noise.length + 30_000, `${gzip.length} bytes`);
  const plain = await packed(pieces, false);
  assert.ok(gunzipSync(plain).equals(Buffer.concat(pieces)));
  assert.ok(plain.length > Buffer.concat(pieces).length);
});
