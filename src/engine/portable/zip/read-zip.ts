import type { FileHandle } from "node:fs/promises";
import { Readable, pipeline } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";
import type { StoredFile } from "../tar/stored-file.ts";
import { localBytes, localSignature } from "./zip-format.ts";
import { readDirectory, type ZipRecord } from "./zip-directory.ts";

const pieceBytes = 256 << 10;
const mostLinkBytes = 4096;

/**
 * Reads a zip by its directory: stored and deflated entries, zip64, Unix's modes and links (PKWARE's APPNOTE 6.3.10). An entry's content is compared with its size and
 * checksum while it is read. Throws an Error that says what is wrong with it, or what of it is not supported.
 */
export async function* readZip(file: FileHandle): AsyncGenerator<StoredFile> {
  for (const record of await readDirectory(file)) {
    const { path, kind, size, modifiedMs, mode } = record;
    const content = () => contentOf(file, record);
    const linkTarget = kind === "symlink" ? await linkOf(record, content()) : "";
    const isFile = kind === "file";
    yield {
      ...{ path, kind, modifiedMs, mode, linkTarget, size: isFile ? size : 0 },
      content: isFile ? content : nothing,
    };
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function linkOf({ size, path }: ZipRecord, content: AsyncIterable<Uint8Array>) {
  if (size > mostLinkBytes) throw new Error(`${path} is a link that is too long`);
  const parts: Uint8Array[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts).toString();
}

async function* contentOf(file: FileHandle, record: ZipRecord): AsyncGenerator<Uint8Array> {
  const { path, method, size, crc, isEncrypted } = record;
  if (isEncrypted) throw new Error(`${path} is encrypted`);
  if (method !== 0 && method !== 8) {
    throw new Error(`${path} is compressed in a way that is not supported (${method})`);
  }
  let [bytes, sum] = [0, 0];
  const packed = packedBytes(file, record);
  for await (const part of method === 0 ? packed : inflated(packed)) {
    bytes += part.length;
    // What expands beyond what was said is not written, however much it is.
    if (bytes > size) throw new Error(`${path} is larger than the zip says`);
    sum = crc32(part, sum);
    yield part;
  }
  if (bytes !== size || sum !== crc) throw new Error(`${path} is damaged`);
}

function inflated(packed: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const inflate = createInflateRaw({ chunkSize: pieceBytes });
  // Whoever reads the transform sees each error there.
  pipeline(Readable.from(packed, { objectMode: false }), inflate, () => {});
  return inflate;
}

async function* packedBytes(
  file: FileHandle,
  { path, offset, packedSize }: ZipRecord,
): AsyncGenerator<Uint8Array> {
  const header = await readAt(file, offset, localBytes);
  if (header.length < localBytes || header.readUInt32LE(0) !== localSignature) {
    throw new Error(`the header of ${path} is damaged`);
  }
  let at = offset + localBytes + header.readUInt16LE(26) + header.readUInt16LE(28);
  for (let left = packedSize; left > 0;) {
    const piece = await readAt(file, at, Math.min(left, pieceBytes));
    if (piece.length === 0) throw new Error("its end is missing");
    at += piece.length;
    left -= piece.length;
    yield piece;
  }
}

/** So many bytes, or as many as there are. */
async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}
