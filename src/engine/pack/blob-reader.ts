import { hash } from "node:crypto";
import { isSystemError, ResteraError, problemOf } from "../../foundation/errors.ts";
import { type Sealer, SEAL_BYTES } from "../crypto/sealer.ts";
import type { BlobPlace, BlobTable } from "../index/blob-table.ts";
import { grownSize, type Kernels } from "../kernels/kernels.ts";
import { refuseLargeText } from "./largest-text.ts";
import type { PackFiles } from "./pack-files.ts";
import type { FrameCodec } from "./zstd.ts";

const IV_BYTES = 16;
const AREA_BYTES = 2 << 20;

/** Text in kernel memory; valid until the next read. */
export interface BlobText {
  readonly at: number;
  readonly length: number;
}

/** What a blob reader works with. */
export interface BlobReaderTools {
  readonly kernels: Kernels;
  readonly sealer: Sealer;
  readonly codec: Pick<FrameCodec, "decompress">;
  readonly table: BlobTable;
  readonly files: PackFiles;
}

/** Reads single blobs out of packs into kernel memory, opened, decompressed and compared with their id. */
export class BlobReader {
  private readonly tools: BlobReaderTools;
  private readonly expected = Buffer.alloc(32);
  private area: number;
  private areaSize = AREA_BYTES;

  constructor(tools: BlobReaderTools) {
    this.tools = tools;
    this.area = tools.kernels.allocate(AREA_BYTES);
  }

  /** Reads a blob from its pack. Throws `damaged` naming the pack, or `blob-missing` when the blob was only claimed. */
  read(entry: number, place: BlobPlace = this.tools.table.place(entry)): BlobText {
    const { table, files, kernels } = this.tools;
    table.copyId(entry, this.expected);
    const blob = this.expected.toString("hex");
    if (place.pack < 0) throw new ResteraError("blob-missing", { blob });
    const at = this.reserve(place);
    let have: number;
    try {
      have = files.read(place.pack, place.offset, place.length, kernels.bytes, at);
    } catch (cause) {
      const problem = isSystemError(cause, "ENOENT") ? "it is missing" : problemOf(cause);
      throw this.damaged(place.pack, problem, cause);
    }
    if (have < place.length) throw this.damaged(place.pack, `it ends before blob ${blob}`);
    return this.open(at, place, blob);
  }

  /** Opens a blob whose sealed bytes were fetched elsewhere. Throws as `read` does. */
  openCopy(entry: number, place: BlobPlace, sealed: Uint8Array): BlobText {
    const { table, kernels } = this.tools;
    table.copyId(entry, this.expected);
    const blob = this.expected.toString("hex");
    if (sealed.length !== place.length)
      throw this.damaged(place.pack, `it ends before blob ${blob}`);
    const at = this.reserve(place);
    kernels.bytes.set(sealed, at);
    return this.open(at, place, blob);
  }

  private open(at: number, place: BlobPlace, blob: string): BlobText {
    const { kernels, sealer, codec } = this.tools;
    if (sealer.open(at, place.length) < 0) {
      throw this.damaged(place.pack, `the seal of blob ${blob} is broken`);
    }
    let text = { at: at + IV_BYTES, length: place.length - SEAL_BYTES };
    if (place.rawLength > 0) {
      const out = at + place.length;
      try {
        codec.decompress(kernels.bytes, text.at, text.length, out, place.rawLength);
      } catch (cause) {
        throw this.damaged(
          place.pack,
          `blob ${blob} does not decompress: ${problemOf(cause)}`,
          cause,
        );
      }
      text = { at: out, length: place.rawLength };
    }
    const found = hash("sha256", kernels.bytes.subarray(text.at, text.at + text.length), "buffer");
    if (!found.equals(this.expected)) {
      throw this.damaged(place.pack, `blob ${blob} does not have the hash it is named by`);
    }
    return text;
  }

  /** Room for the sealed bytes and the text; refuses what no blob is, before anything is read. */
  private reserve({ type, pack, length, rawLength }: BlobPlace): number {
    const byteLength = length + rawLength + 64;
    try {
      refuseLargeText(type, Math.max(length, rawLength));
    } catch (cause) {
      throw this.damaged(pack, `of a blob in it, ${problemOf(cause)}`, cause);
    }
    if (byteLength > this.areaSize) {
      const size = grownSize(this.areaSize, byteLength);
      try {
        this.area = this.tools.kernels.allocate(size);
      } catch (cause) {
        throw this.damaged(pack, problemOf(cause), cause);
      }
      this.areaSize = size;
    }
    return this.area;
  }

  private damaged(pack: number, problem: string, cause?: unknown): ResteraError {
    return new ResteraError("damaged", {
      object: `pack ${this.tools.files.id(pack)}`,
      problem,
      cause,
    });
  }
}
