import { type Hash, createHash, hash, randomBytes } from "node:crypto";
import { closeSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import { ResteraError, problemOf } from "../../foundation/errors.ts";
import { collectHeader } from "../crypto/collect-garbage.ts";
import { SEAL_BYTES, type Sealable, type Sealer } from "../crypto/sealer.ts";
import { type BlobType, TREE } from "../blob-type.ts";
import type { CheckArea } from "../kernels/check-area.ts";
import { grownSize, type Kernels } from "../kernels/kernels.ts";
import { LARGEST_ENTRY_BYTES, type PackedBlob, PackHeaderText } from "./pack-header.ts";
import type { FrameCodec } from "./zstd.ts";

/** A pack that lies finished in a staging file and waits to be stored. */
export interface StagedPack {
  readonly file: string;
  readonly id: string;
  readonly size: number;
  readonly blobs: number;
  /** Its header's text: what an index file says of it. */
  readonly header: Uint8Array<ArrayBuffer>;
}

/** A pack that was begun; another worker may go on with it. */
export interface OpenPack {
  readonly type: BlobType;
  readonly file: string;
  readonly size: number;
  readonly blobs: number;
  readonly header: Uint8Array<ArrayBuffer>;
}

/** What all packers of one worker share. */
export interface PackerTools {
  readonly kernels: Kernels;
  readonly sealer: Sealer;
  /** Absent: blobs are stored as they are (format 1, or compression off for data). */
  readonly codec: FrameCodec | undefined;
  /** Kernel memory for text that is decompressed again to be checked. */
  readonly checkArea: CheckArea;
  readonly stagingFolder: string;
  readonly packBytes: number;
  /** Check each blob after encoding it. */
  readonly verify: boolean;
  /** Nothing is written, sizes alone are counted. */
  readonly dryRun: boolean;
  onPack(pack: StagedPack): void;
}

interface StagedBlob extends PackedBlob {
  readonly textLength: number;
}

const IV_BYTES = 16;
/** Blobs are sealed and written when this much has gathered. */
const BATCH_BYTES = 1 << 20;
const STAGE_BYTES = 10 << 20;
/** Compression must win at least this share, or the blob is stored raw. */
const WORTH_SHIFT = 6;
const SAMPLE_FROM_BYTES = 262_144;
const SAMPLE_BYTES = 16_384;

/**
 * Fills packs of one type: compresses blobs into a stage in kernel memory, seals them a megabyte at a
 * time, writes them to a staging file, and then opens them again to see that what was written holds.
 */
export class Packer {
  private readonly type: BlobType;
  private readonly tools: PackerTools;
  private stage: number;
  private stageSize = STAGE_BYTES;
  private filled = 0;
  private staged: StagedBlob[] = [];
  private readonly header = new PackHeaderText();
  private written = 0;
  private file = "";
  private fd = -1;
  private digest: Hash | undefined;

  constructor(type: BlobType, tools: PackerTools) {
    this.type = type;
    this.tools = tools;
    this.stage = tools.kernels.allocate(STAGE_BYTES);
  }

  /** Adds the text at `at` in kernel memory. Gives the bytes it takes in the pack. */
  add(id: Uint8Array, at: number, textLength: number): number {
    const bound = textLength + (textLength >>> 7) + 1024 + SEAL_BYTES;
    const place = this.reserve(bound);
    const packed = this.compress(at, textLength, place + IV_BYTES, bound - SEAL_BYTES);
    const length = packed > 0 ? packed : textLength;
    if (packed <= 0) this.tools.kernels.bytes.copyWithin(place + IV_BYTES, at, at + textLength);
    return this.stageBlob(id, length, packed > 0 ? textLength : 0, textLength);
  }

  /** Adds a text of which the compressed frame lies at `at` in kernel memory. */
  addFrame(id: Uint8Array, at: number, length: number, textLength: number): number {
    const place = this.reserve(length + SEAL_BYTES);
    this.tools.kernels.bytes.copyWithin(place + IV_BYTES, at, at + length);
    return this.stageBlob(id, length, textLength, textLength);
  }

  /** Closes the pack and reports it; nothing happens when it is empty. */
  finish(): void {
    this.flush();
    const { count: blobs } = this.header;
    if (blobs === 0) return;
    const { kernels, sealer, dryRun, onPack } = this.tools;
    const text = this.header.copy();
    this.header.clear();
    if (text.length + SEAL_BYTES > this.stageSize) {
      this.stageSize = text.length + SEAL_BYTES;
      this.stage = kernels.allocate(this.stageSize);
    }
    const sealed = sealer.sealBytes(text, this.stage);
    const tail = Buffer.alloc(4);
    tail.writeUInt32LE(sealed.length);
    this.write(sealed);
    this.write(tail);
    // Of a pack of tiny blobs the header is as large as the rest.
    collectHeader(text.length);
    const id = this.digest!.digest("hex");
    if (!dryRun) closeSync(this.fd);
    this.fd = -1;
    onPack({ file: this.file, id, size: this.written, blobs, header: text });
    this.reset();
  }

  /** Gives up the open pack, so that another worker can go on with it. */
  release(): OpenPack | undefined {
    this.flush();
    const { count: blobs } = this.header;
    if (blobs === 0) return undefined;
    if (!this.tools.dryRun) closeSync(this.fd);
    const { type, file, written: size } = this;
    const open = { type, file, size, blobs, header: this.header.copy() };
    this.reset();
    return open;
  }

  /** Goes on with another worker's open pack: its blobs are copied as they are. */
  adopt(open: OpenPack): void {
    this.flush();
    const isTooLarge = this.written + open.size > this.tools.packBytes;
    if (isTooLarge || !this.header.fits(open.header.length)) this.finish();
    this.header.append(open.header, open.blobs);
    if (this.tools.dryRun) {
      this.written += open.size;
      return;
    }
    const { kernels } = this.tools;
    const fd = openSync(open.file, "r");
    try {
      for (let done = 0; done < open.size;) {
        const size = readSync(
          fd,
          kernels.bytes,
          this.stage,
          Math.min(BATCH_BYTES, open.size - done),
          done,
        );
        if (size === 0) throw new ResteraError("internal", { problem: `${open.file} was cut off` });
        this.write(kernels.bytes.subarray(this.stage, this.stage + size));
        done += size;
      }
    } finally {
      closeSync(fd);
    }
    unlinkSync(open.file);
  }

  /** Gives the compressed length, or 0 when the text is better stored as it is. */
  private compress(at: number, length: number, out: number, outLength: number): number {
    const { codec, kernels } = this.tools;
    if (codec === undefined || length === 0) return 0;
    const must = this.type === TREE;
    if (!must && length >= SAMPLE_FROM_BYTES && this.looksRandom(codec, at, length, out)) return 0;
    const packed = codec.compress(kernels.bytes, at, length, out, outLength);
    if (packed < 0) return 0;
    return must || packed < length - (length >>> WORTH_SHIFT) ? packed : 0;
  }

  /** Tries three samples: what they cannot shrink, the whole will not shrink either. */
  private looksRandom(codec: FrameCodec, at: number, length: number, out: number): boolean {
    for (const share of [0, 0.5, 1]) {
      const from = at + Math.floor((length - SAMPLE_BYTES) * share);
      const packed = codec.compress(
        this.tools.kernels.bytes,
        from,
        SAMPLE_BYTES,
        out,
        SAMPLE_BYTES * 2,
      );
      if (packed < SAMPLE_BYTES - (SAMPLE_BYTES >>> WORTH_SHIFT)) return false;
    }
    return true;
  }

  /** Room on the stage for a sealed blob. */
  private reserve(bound: number): number {
    if (this.filled > 0 && this.filled + bound > this.stageSize) this.flush();
    if (bound > this.stageSize) {
      this.stageSize = grownSize(this.stageSize, bound);
      this.stage = this.tools.kernels.allocate(this.stageSize);
    }
    return this.stage + this.filled;
  }

  private stageBlob(id: Uint8Array, length: number, rawLength: number, textLength: number): number {
    const sealed = length + SEAL_BYTES;
    this.staged.push({ type: this.type, id, length: sealed, rawLength, textLength });
    this.filled += sealed;
    if (this.filled >= BATCH_BYTES) this.flush();
    const isLarge = this.written + this.filled >= this.tools.packBytes;
    // Those on the stage are not in the header yet.
    if (isLarge || !this.header.fits((this.staged.length + 1) * LARGEST_ENTRY_BYTES)) this.finish();
    return sealed;
  }

  private flush(): void {
    if (this.filled === 0) return;
    const { kernels, sealer, verify } = this.tools;
    const sealable: Sealable[] = [];
    let at = this.stage;
    for (const { length } of this.staged) {
      sealable.push({ at, length: length - SEAL_BYTES });
      at += length;
    }
    sealer.sealMany(sealable);
    this.write(kernels.bytes.subarray(this.stage, this.stage + this.filled));
    if (verify) this.check(sealable);
    const { staged } = this;
    this.staged = [];
    this.filled = 0;
    for (const blob of staged) this.header.add(blob);
  }

  /** Opens what was just written and compares each blob with its id. */
  private check(sealed: readonly Sealable[]): void {
    const { kernels, sealer, codec, checkArea } = this.tools;
    if (!sealer.openMany(sealed)) throw encodingError("the MAC of a blob does not match");
    for (let i = 0; i < sealed.length; i++) {
      const { at, length } = sealed[i]!;
      const { id, rawLength, textLength } = this.staged[i]!;
      let text = at + IV_BYTES;
      if (rawLength > 0) {
        text = checkArea.reserve(textLength + 64);
        try {
          codec!.decompress(kernels.bytes, at + IV_BYTES, length, text, textLength);
        } catch (error) {
          throw encodingError(problemOf(error));
        }
      }
      const found = hash("sha256", kernels.bytes.subarray(text, text + textLength), "buffer");
      if (!found.equals(id)) throw encodingError("a blob does not have the hash it was given");
    }
  }

  private write(bytes: Uint8Array): void {
    const { dryRun, stagingFolder } = this.tools;
    this.digest ??= createHash("sha256");
    this.digest.update(bytes);
    this.written += bytes.length;
    if (dryRun) return;
    try {
      if (this.fd < 0) {
        this.file = join(stagingFolder, `${process.pid}-${randomBytes(8).toString("hex")}.pack`);
        this.fd = openSync(this.file, "wx", 0o600);
      }
      for (let done = 0; done < bytes.length;) done += writeSync(this.fd, bytes, done);
    } catch (cause) {
      throw new ResteraError("pack-not-stored", { problem: problemOf(cause), cause });
    }
  }

  private reset(): void {
    this.fd = -1;
    this.file = "";
    this.written = 0;
    this.header.clear();
    this.digest = undefined;
  }
}

function encodingError(problem: string): ResteraError {
  return new ResteraError("pack-not-stored", {
    problem: `the check after encoding failed: ${problem}. This points to faulty memory or a faulty processor`,
  });
}
