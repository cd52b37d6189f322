import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { createZstdDecompress } from "node:zlib";
import { Readable, pipeline } from "node:stream";
import { gunzipped } from "../../../engine/portable/byte-streams.ts";
import { EntryGate } from "../../../engine/portable/tar/refuse-entry.ts";
import type { StoredFile } from "../../../engine/portable/tar/stored-file.ts";
import { readZip } from "../../../engine/portable/zip/read-zip.ts";
import { problemOf, ResteraError } from "../../../foundation/errors.ts";
import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import { filesInTar } from "../read-archive.ts";
import type { ReadEntries } from "./archive-content.ts";

const beginnings: readonly (readonly [kind: string, bytes: readonly number[]])[] = [
  ["gzip", [0x1f, 0x8b]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
  ["zip", [0x50, 0x4b, 0x03, 0x04]],
  ["zip", [0x50, 0x4b, 0x05, 0x06]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ["bzip2", [0x42, 0x5a, 0x68]],
  ["7z", [0x37, 0x7a, 0xbc, 0xaf]],
  ["rar", [0x52, 0x61, 0x72, 0x21]],
];
/** Where every tar since 1988 says that it is one. */
const tarWord = { at: 257, text: "ustar" };

/**
 * How a file is read, by its first bytes: tar, plain or in gzip or zstd, or zip. Each entry was looked at by the gate. Throws `import-kind`; reading throws
 * `archive-damaged`, `archive-hostile`, `archive-unsupported`, `cancelled`.
 */
export async function readerOf(file: string): Promise<ReadEntries> {
  const kind = await kindOf(file);
  if (kind === "zip") return (signal) => zipped(file, signal);
  if (!["tar", "gzip", "zstd"].includes(kind)) {
    throw new ResteraError("import-kind", { path: file, kind });
  }
  return (signal) => {
    const bytes = cancellable(file, signal);
    const tar = kind === "gzip" ? gunzipped(bytes) : kind === "zstd" ? unzstd(bytes) : bytes;
    return filesInTar(tar, { name: basename(file) });
  };
}

async function kindOf(file: string): Promise<string> {
  const handle = await open(file, "r");
  try {
    const head = Buffer.alloc(512);
    await handle.read(head, 0, head.length, 0);
    const found = beginnings.find(([, bytes]) => bytes.every((byte, at) => head[at] === byte));
    if (found !== undefined) return found[0];
    const word = head.subarray(tarWord.at, tarWord.at + tarWord.text.length).toString("latin1");
    return word === tarWord.text ? "tar" : "?";
  } finally {
    await handle.close();
  }
}

function unzstd(input: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const stream = createZstdDecompress();
  pipeline(Readable.from(input, { objectMode: false }), stream, () => {});
  return stream;
}

async function* cancellable(
  file: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const bytes of createReadStream(file) as AsyncIterable<Uint8Array>) {
    throwIfCancelled(signal);
    yield bytes;
  }
}

async function* zipped(file: string, signal: AbortSignal | undefined): AsyncGenerator<StoredFile> {
  const archive = basename(file);
  const inWords = (error: unknown): ResteraError => {
    if (error instanceof ResteraError) return error;
    return new ResteraError("archive-damaged", {
      archive,
      problem: problemOf(error),
      cause: error,
    });
  };
  const gate = new EntryGate(archive);
  const handle = await open(file, "r");
  try {
    for await (const entry of readZip(handle)) {
      throwIfCancelled(signal);
      // A separator to some, a letter to others.
      if (entry.path.includes("\\")) {
        const problem = `${entry.path} has a backslash in its name`;
        throw new ResteraError("archive-hostile", { archive, problem });
      }
      const path = gate.admit(entry);
      if (path === "") continue;
      const content = async function* (): AsyncGenerator<Uint8Array> {
        try {
          for await (const part of entry.content()) {
            throwIfCancelled(signal);
            yield part;
          }
        } catch (error) {
          throw inWords(error);
        }
      };
      yield { ...entry, path, content };
    }
  } catch (error) {
    throw inWords(error);
  } finally {
    await handle.close();
  }
}
