import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { decryptPortable } from "../../engine/portable/decrypt-portable.ts";
import { problemOf, ResteraError } from "../../foundation/errors.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import type { ListedArchive } from "./archive-metadata.ts";
import type { ReadArchiveOptions } from "./archive-options.ts";
import { gunzipped } from "../../engine/portable/byte-streams.ts";

const chunkBytes = 1 << 20;
/** What any archive may hold, and how many times its own size beyond that: DEFLATE goes up to 1,032, people's data to some 30. */
const harmlessBytes = 2 ** 30;
const harmlessRatio = 100;

/** Hashes of an archive's file, once all of it was read. */
export interface FileHashes {
  md5?: string;
  sha256?: string;
}

/**
 * What is in an archive: the tar or the JSON document, decrypted and decompressed. More than `maxContentBytes`, or than is believable, is refused as a
 * bomb. Throws `archive-encrypted`, `archive-too-large`, `archive-damaged`, `cancelled` and those of `decryptPortable`.
 */
export async function* openContent(
  archive: ListedArchive,
  options: ReadArchiveOptions,
  hashes: FileHashes = {},
): AsyncGenerator<Uint8Array> {
  const { path, filename, format, encryption } = archive;
  const limit =
    options.maxContentBytes ?? Math.max(harmlessBytes, harmlessRatio * archive.size_bytes);
  if (encryption !== undefined && options.key === undefined) {
    throw new ResteraError("archive-encrypted", { archive: filename });
  }
  const file = hashed(createReadStream(path, { highWaterMark: chunkBytes }), hashes);
  try {
    const packed =
      encryption === undefined ? file : decryptPortable(file, options.key!, { name: filename });
    let bytes = 0;
    for await (const part of format === "tar" ? packed : gunzipped(packed)) {
      throwIfCancelled(options.signal);
      bytes += part.length;
      if (bytes > limit) throw new ResteraError("archive-too-large", { archive: filename, limit });
      yield part;
    }
    // What decompression did not ask for belongs to the file's hash all the same.
    for await (const _ of file);
  } catch (error) {
    throw readError(error, filename);
  }
}

/** What went wrong while an archive was read, in the words of the catalogue. */
export function readError(error: unknown, archive: string): ResteraError {
  if (error instanceof ResteraError) return error;
  return new ResteraError("archive-damaged", { archive, problem: problemOf(error), cause: error });
}

/** Compares the hashes with what was written down when the archive was made; undefined when all is well, or nothing is known. */
export function hashProblem(archive: ListedArchive, hashes: FileHashes): string | undefined {
  if (archive.sha256 !== null && archive.sha256 !== hashes.sha256) {
    return "its SHA-256 is not the one in its metadata";
  }
  const md5 = archive.checksum?.toLowerCase() ?? "";
  if (/^[\da-f]{32}$/.test(md5) && md5 !== hashes.md5) {
    return "its checksum (MD5) is not the one in its metadata";
  }
  return undefined;
}

async function* hashed(
  input: AsyncIterable<Uint8Array>,
  hashes: FileHashes,
): AsyncGenerator<Uint8Array> {
  const [md5, sha256] = [createHash("md5"), createHash("sha256")];
  for await (const bytes of input) {
    md5.update(bytes);
    sha256.update(bytes);
    yield bytes;
  }
  hashes.md5 = md5.digest("hex");
  hashes.sha256 = sha256.digest("hex");
}
