import { isObject } from "../../foundation/is-object.ts";
import { parseExactJson } from "../../foundation/exact-json.ts";
import { JsonScanner, type TopMember } from "../../foundation/json-scanner.ts";
import type { ArchivedFile, ListedArchive } from "./archive-metadata.ts";
import type { ReadArchiveOptions } from "./archive-options.ts";
import { base64Length, fromBase64 } from "./base64-stream.ts";
import { openContent } from "./open-content.ts";
import type { StoredFile } from "../../engine/portable/tar/stored-file.ts";
import type { ReadOutcome } from "./read-outcome.ts";

/** A document that says nothing of its files is parsed whole. */
const mostParsedBytes = 512 << 20;

/**
 * The files of a `json.gz` archive. Ours say where each file's bytes lie in the document; of other ones, each member of `data_sources` is given as a file of
 * that name. The document is read twice: its list is at its end.
 */
export async function* readJsonFiles(
  archive: ListedArchive,
  options: ReadArchiveOptions,
  outcome: ReadOutcome,
): AsyncGenerator<StoredFile> {
  const members = await topMembers(archive, options, outcome);
  const list = members.get("files");
  const files = list && checkedFiles(await slice(archive, options, list));
  if (files === undefined) {
    yield* parsedSources(archive, options, members.get("data_sources"));
    return;
  }
  outcome.manifest = files;
  const reader = new SliceReader(openContent(archive, options));
  try {
    for (const file of files.toSorted((a, b) => a.offset - b.offset))
      yield storedFile(file, reader);
  } finally {
    await reader.close();
  }
}

type PlacedFile = ArchivedFile & Required<Pick<ArchivedFile, "offset" | "encoding">>;

function storedFile(file: PlacedFile, reader: SliceReader): StoredFile {
  const { path, size_bytes: size, offset, encoding, modified } = file;
  const mode = /^[0-7]{1,3}$/.test(file.mode) ? Number.parseInt(file.mode, 8) : 0o600;
  const isText = encoding === "text";
  return {
    ...{ path, size, kind: "file", mode, linkTarget: "" },
    modifiedMs: Date.parse(modified),
    content: () => {
      const length = isText ? size : base64Length(size);
      const bytes = reader.slice(offset, length);
      return isText ? bytes : fromBase64(bytes);
    },
  };
}

/** Where the members of the document lie; reads all of it, and so fills in the hashes. */
async function topMembers(
  archive: ListedArchive,
  options: ReadArchiveOptions,
  outcome: ReadOutcome,
): Promise<Map<string, TopMember>> {
  const members = new Map<string, TopMember>();
  const scanner = new JsonScanner((member) => {
    if (members.size < 1000) members.set(member.key, member);
  });
  for await (const bytes of openContent(archive, options, outcome.hashes)) scanner.write(bytes);
  scanner.end();
  return members;
}

async function slice(
  archive: ListedArchive,
  options: ReadArchiveOptions,
  { start, end }: TopMember,
): Promise<unknown> {
  if (end - start > mostParsedBytes) throw new Error("its list of files is too long");
  const reader = new SliceReader(openContent(archive, options));
  try {
    const parts: Uint8Array[] = [];
    for await (const part of reader.slice(start, end - start)) parts.push(part);
    return parseExactJson(Buffer.concat(parts).toString());
  } finally {
    await reader.close();
  }
}

function checkedFiles(value: unknown): PlacedFile[] | undefined {
  if (!Array.isArray(value)) return undefined;
  for (const file of value) {
    const isPlaced =
      isObject(file) &&
      typeof file["path"] === "string" &&
      isCount(file["offset"]) &&
      isCount(file["size_bytes"]) &&
      typeof file["modified"] === "string" &&
      (file["encoding"] === "text" || file["encoding"] === "base64");
    if (!isPlaced) throw new Error("its list of files is damaged");
  }
  return value as PlacedFile[];
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

async function* parsedSources(
  archive: ListedArchive,
  options: ReadArchiveOptions,
  member: TopMember | undefined,
): AsyncGenerator<StoredFile> {
  const sources = member && (await slice(archive, options, member));
  if (!isObject(sources)) throw new Error("it has no data_sources");
  const modifiedMs = Date.parse(archive.created_at);
  for (const [name, value] of Object.entries(sources)) {
    const bytes = Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
    yield {
      ...{ path: `data/${name}.json`, kind: "file", size: bytes.length, modifiedMs },
      ...{ mode: 0o600, linkTarget: "" },
      content: async function* () {
        yield bytes;
      },
    };
  }
}

/** Gives pieces of a stream by their places, from front to back. */
class SliceReader {
  readonly #parts: AsyncIterator<Uint8Array>;
  #held: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(input: AsyncIterable<Uint8Array>) {
    this.#parts = input[Symbol.asyncIterator]();
  }

  async *slice(start: number, length: number): AsyncGenerator<Uint8Array> {
    if (start < this.#at) throw new Error("its list of files is damaged");
    while (this.#at < start) await this.#next(start - this.#at);
    for (let left = length; left > 0;) {
      const piece = await this.#next(left);
      left -= piece.length;
      yield piece;
    }
  }

  async close(): Promise<void> {
    await this.#parts.return?.();
  }

  async #next(most: number): Promise<Uint8Array> {
    while (this.#held.length === 0) {
      const next = await this.#parts.next();
      if (next.done === true) throw new Error("its end is missing");
      this.#held = next.value;
    }
    const piece = this.#held.subarray(0, most);
    this.#held = this.#held.subarray(piece.length);
    this.#at += piece.length;
    return piece;
  }
}
