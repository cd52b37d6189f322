import { blockBytes, paddingBytes } from "./tar-block.ts";
import {
  isEmptyBlock,
  parsePax,
  parseTarHeader,
  sparseRecord,
  type TarHeader,
  zeroEnded,
} from "./parse-tar-header.ts";

/** An entry of a tar that is being read. Its content can be read once, before the next entry is asked for; what is not read is passed over. */
export interface TarEntry extends TarHeader {
  content(): AsyncGenerator<Uint8Array>;
}

/** Long names and pax headers; nobody's are longer. */
const mostHeaderBytes = 1 << 20;

/**
 * Reads a tar from a stream: ustar, pax and GNU's long names. Throws an Error that says what is wrong with it; sparse files are told by their kind, never
 * given as if they were plain ones. An end without the closing blocks is an Error as well: something is missing.
 */
export async function* readTar(input: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const reader = new BlockReader(input);
  const globals = new Map<string, string>();
  let extra = new Map<string, string>();
  try {
    for (;;) {
      const block = await reader.exactly(blockBytes);
      if (block === undefined) throw new Error("its end is missing");
      if (isEmptyBlock(block)) return await reader.drain();
      const header = parseTarHeader(block);
      if (header.size < 0) throw new Error("a number in a header is damaged");
      if (["pax", "pax-global", "long-name", "long-link"].includes(header.kind)) {
        const body = await headerBody(reader, header);
        if (header.kind === "pax") extra = new Map([...extra, ...parsePax(body)]);
        if (header.kind === "pax-global") for (const each of parsePax(body)) globals.set(...each);
        if (header.kind === "long-name") extra.set("path", zeroEnded(body));
        if (header.kind === "long-link") extra.set("linkpath", zeroEnded(body));
        continue;
      }
      const entry = withExtra(header, new Map([...globals, ...extra]));
      extra = new Map();
      const rest = { left: entry.size };
      yield { ...entry, content: () => reader.content(rest) };
      for await (const _ of reader.content(rest));
      await reader.skip(paddingBytes(entry.size));
    }
  } finally {
    await reader.close();
  }
}

async function headerBody(reader: BlockReader, { size }: TarHeader): Promise<Uint8Array> {
  if (size > mostHeaderBytes) throw new Error("a header is too long");
  const body = await reader.exactly(size + paddingBytes(size));
  if (body === undefined) throw new Error("its end is missing");
  return body.slice(0, size);
}

function withExtra(header: TarHeader, extra: ReadonlyMap<string, string>): TarHeader {
  const size = extra.get("size");
  const modified = extra.get("mtime");
  if (size !== undefined && !/^\d{1,15}$/.test(size)) throw new Error("a pax header is damaged");
  if (modified !== undefined && !/^-?\d+(\.\d*)?$/.test(modified)) {
    throw new Error("a pax header is damaged");
  }
  const hasContent =
    header.kind === "file" || header.kind === "unknown" || header.kind === "sparse";
  const path = extra.get("path") ?? header.path;
  // Before ustar, a slash at the end was all that marked a folder. A name that was cut may end with one too.
  const kind = header.kind === "file" && path.endsWith("/") ? "folder" : header.kind;
  return {
    path,
    kind: extra.has(sparseRecord) ? "sparse" : kind,
    size: size !== undefined && hasContent ? Number(size) : header.size,
    mode: header.mode,
    modifiedMs: modified === undefined ? header.modifiedMs : Number(modified) * 1000,
    linkTarget: extra.get("linkpath") ?? header.linkTarget,
  };
}

/** Cuts a stream into pieces of known sizes. */
class BlockReader {
  readonly #parts: AsyncIterator<Uint8Array>;
  #held: Uint8Array = new Uint8Array(0);

  constructor(input: AsyncIterable<Uint8Array>) {
    this.#parts = input[Symbol.asyncIterator]();
  }

  /** So many bytes; undefined when nothing is left. An Error when some are, but not enough. */
  async exactly(size: number): Promise<Uint8Array | undefined> {
    if (size === 0) return new Uint8Array(0);
    const pieces: Uint8Array[] = [];
    let got = 0;
    while (got < size) {
      const piece = await this.#some(size - got);
      if (piece === undefined) {
        if (got === 0) return undefined;
        throw new Error("its end is missing");
      }
      pieces.push(piece);
      got += piece.length;
    }
    return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
  }

  /** What is left of a content; `rest` remembers how much when the caller stops early. */
  async *content(rest: { left: number }): AsyncGenerator<Uint8Array> {
    while (rest.left > 0) {
      const piece = await this.#some(rest.left);
      if (piece === undefined) throw new Error("its end is missing");
      rest.left -= piece.length;
      yield piece;
    }
  }

  async skip(size: number): Promise<void> {
    if (size > 0 && (await this.exactly(size)) === undefined) throw new Error("its end is missing");
  }

  /** Reads what follows the end, so that a checksum behind it is looked at. */
  async drain(): Promise<void> {
    while (!(await this.#parts.next()).done);
  }

  async close(): Promise<void> {
    await this.#parts.return?.();
  }

  async #some(most: number): Promise<Uint8Array | undefined> {
    while (this.#held.length === 0) {
      const next = await this.#parts.next();
      if (next.done === true) return undefined;
      this.#held = next.value;
    }
    const piece = this.#held.subarray(0, most);
    this.#held = this.#held.subarray(piece.length);
    return piece;
  }
}
