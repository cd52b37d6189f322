import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";

/**
 * The payload of age's format (`age-encryption.org/v1`): chunks of 64 KiB, each sealed with
 * ChaCha20-Poly1305 under a counter, the last one marked, so that a cut is noticed.
 */
const chunkBytes = 64 << 10;
const tagBytes = 16;
const cipher = "chacha20-poly1305";

export const payloadNonceBytes = 16;

/** The key of a payload, from the file's key and the nonce in front of the payload. */
export function payloadKey(fileKey: Uint8Array, nonce: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", fileKey, nonce, "payload", 32));
}

/** Gives sealed chunks; holds one chunk in memory. */
export async function* sealPayload(
  input: AsyncIterable<Uint8Array>,
  key: Uint8Array,
): AsyncGenerator<Uint8Array> {
  let counter = 0;
  for await (const { bytes, isLast } of inChunks(input, chunkBytes)) {
    const nonce = nonceOf(counter++, isLast);
    const sealer = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes });
    yield Buffer.concat([sealer.update(bytes), sealer.final(), sealer.getAuthTag()]);
  }
}

/** Gives opened chunks, none that was not verified; throws an `Error` at the first that is not whole. */
export async function* openPayload(
  input: AsyncIterable<Uint8Array>,
  key: Uint8Array,
): AsyncGenerator<Uint8Array> {
  let counter = 0;
  for await (const { bytes, isLast } of inChunks(input, chunkBytes + tagBytes)) {
    const size = bytes.length - tagBytes;
    if (size < 0 || (size === 0 && counter > 0)) throw new Error("its end is missing");
    const nonce = nonceOf(counter++, isLast);
    const opener = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes });
    opener.setAuthTag(bytes.subarray(size));
    const opened = opener.update(bytes.subarray(0, size));
    try {
      opener.final();
    } catch {
      throw new Error(isLast ? "its end is missing or changed" : "it was changed");
    }
    yield opened;
  }
}

/** Chunks of exactly `size` bytes, the last one shorter or as long; one empty chunk for no bytes. */
async function* inChunks(
  input: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ bytes: Uint8Array; isLast: boolean }> {
  let held = Buffer.allocUnsafe(size);
  let used = 0;
  for await (const part of input) {
    for (let at = 0; at < part.length;) {
      // Only when more has come is it known that a full chunk is not the last.
      if (used === size) {
        yield { bytes: held, isLast: false };
        held = Buffer.allocUnsafe(size);
        used = 0;
      }
      const length = Math.min(size - used, part.length - at);
      held.set(part.subarray(at, at + length), used);
      used += length;
      at += length;
    }
  }
  yield { bytes: held.subarray(0, used), isLast: true };
}

/** Eleven bytes of counter, big-endian, and the mark of the last chunk. */
function nonceOf(counter: number, isLast: boolean): Uint8Array {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(counter, 5, 6);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}
