import { createHash } from "node:crypto";
import type { Body } from "./object-store.ts";

export function bodySize(body: Body): number {
  return body instanceof Uint8Array ? body.length : body.size;
}

/** The body's bytes from the start; can be called again for a retry. */
export function openBody(body: Body): AsyncIterable<Uint8Array> {
  return body instanceof Uint8Array ? once(body) : body.open();
}

/** The body's bytes from a byte on; those before it are read and dropped where it cannot begin there. */
export function openBodyAt(body: Body, start: number): AsyncIterable<Uint8Array> {
  if (body instanceof Uint8Array) return once(body.subarray(start));
  if (start === 0) return body.open();
  return body.openAt?.(start) ?? without(body.open(), start);
}

async function* without(
  chunks: AsyncIterable<Uint8Array>,
  count: number,
): AsyncGenerator<Uint8Array> {
  let left = count;
  for await (const chunk of chunks) {
    const dropped = Math.min(left, chunk.length);
    left -= dropped;
    if (dropped < chunk.length) yield chunk.subarray(dropped);
  }
}

// oxlint-disable-next-line require-await
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}

/** Hexadecimal SHA-256 and size of a stream. */
export async function hashStream(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ sha256: string; size: number }> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { sha256: hash.digest("hex"), size };
}

/** All bytes of a stream as one array. Only for objects known to be small. */
export async function collectBytes(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

/** True when both streams have the same content, by SHA-256; `sha256` saves reading `body`. */
export async function sameContent(
  stored: AsyncIterable<Uint8Array>,
  body: Body,
  sha256?: string,
): Promise<boolean> {
  const wanted = sha256 ?? (await hashStream(openBody(body))).sha256;
  return (await hashStream(stored)).sha256 === wanted;
}

/** The content of what has none. */
export async function* noBytes(): AsyncGenerator<Uint8Array> {
  // Nothing to give.
}
