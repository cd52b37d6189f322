import { once } from "node:events";
import zlib from "node:zlib";

const MAX_BLOBS = 50_000;
const MAX_AGE_MS = 10 * 60_000;

/** Stores one finished index file and gives its id: its packed form (`0x02` and a zstd frame), or plain text for format 1. */
export type SaveIndex = (bytes: Uint8Array) => Promise<string>;

/**
 * Writes index files as packs become durable. The text streams through the compressor, so that a
 * large index is never in memory as JSON. A file is closed at 50,000 blobs or after ten minutes.
 */
export class IndexWriter {
  /** Ids of the files that it stored. */
  readonly fileIds: string[] = [];
  private readonly save: SaveIndex;
  private readonly compress: boolean;
  private file: IndexFile | undefined;
  private last = Promise.resolve();
  private blobs = 0;
  private startedMs = 0;

  constructor(save: SaveIndex, options: { readonly compress: boolean }) {
    this.save = save;
    this.compress = options.compress;
  }

  /** Adds a durable pack: its JSON text `{"id":…,"blobs":[…]}`, whole or in parts, and how many blobs that lists. */
  add(entry: Uint8Array | Iterable<Uint8Array>, blobs: number): Promise<void> {
    return this.inTurn(() => this.append(entry, blobs));
  }

  /** Stores the open file, if any. */
  flush(): Promise<void> {
    return this.inTurn(() => this.close());
  }

  /** Several may add at once: one entry follows the other whole, and nothing follows an error. */
  private inTurn(step: () => Promise<void>): Promise<void> {
    this.last = this.last.then(step);
    return this.last;
  }

  private async append(entry: Uint8Array | Iterable<Uint8Array>, blobs: number): Promise<void> {
    if (this.file === undefined) {
      this.file = this.compress ? new CompressedFile() : new PlainFile();
      this.startedMs = Date.now();
      await this.file.write(Buffer.from('{"packs":['));
    } else {
      await this.file.write(Buffer.from(","));
    }
    const parts = entry instanceof Uint8Array ? [entry] : entry;
    for (const part of parts) await this.file.write(part);
    this.blobs += blobs;
    if (this.blobs >= MAX_BLOBS || Date.now() - this.startedMs > MAX_AGE_MS) await this.close();
  }

  private async close(): Promise<void> {
    const { file } = this;
    if (file === undefined) return;
    this.file = undefined;
    this.blobs = 0;
    await file.write(Buffer.from("]}\n"));
    this.fileIds.push(await this.save(await file.finish()));
  }
}

interface IndexFile {
  write(bytes: Uint8Array): Promise<void>;
  finish(): Promise<Buffer>;
}

class PlainFile implements IndexFile {
  private readonly parts: Uint8Array[] = [];

  async write(bytes: Uint8Array): Promise<void> {
    this.parts.push(bytes);
  }

  async finish(): Promise<Buffer> {
    return Buffer.concat(this.parts);
  }
}

/** Hexadecimal ids defeat the search for matches: the fastest level makes an index a twelfth smaller than the usual one. */
const LEVEL = 1;

class CompressedFile implements IndexFile {
  private readonly stream = zlib.createZstdCompress({
    params: { [zlib.constants.ZSTD_c_compressionLevel]: LEVEL },
  });
  private readonly parts: Uint8Array[] = [Buffer.from([2])];

  constructor() {
    this.stream.on("data", (part: Buffer) => this.parts.push(part));
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (!this.stream.write(bytes)) await once(this.stream, "drain");
  }

  async finish(): Promise<Buffer> {
    this.stream.end();
    await once(this.stream, "end");
    return Buffer.concat(this.parts);
  }
}
