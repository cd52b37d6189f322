import { hash } from "node:crypto";
import { readFully } from "../disk/read-fully.ts";
import { closeSync, fstatSync, openSync } from "node:fs";
import { problemOf } from "../../foundation/errors.ts";
import { type BlobType, DATA, TREE } from "../blob-type.ts";
import { type Sealable, Sealer, SEAL_BYTES } from "../crypto/sealer.ts";
import { Kernels } from "../kernels/kernels.ts";
import { CheckArea } from "../kernels/check-area.ts";
import { refuseLargeText } from "../pack/largest-text.ts";
import { Packer, type StagedPack } from "../pack/packer.ts";
import { createFrameCodec } from "../pack/zstd.ts";
import type { BadBlob, CopyJob, CopySettings } from "./messages.ts";

const IV_BYTES = 16;
const RUN_BYTES = 1 << 20;
/** What lies between two wanted blobs is read along when it is less than this. */
const GAP_BYTES = 64 << 10;
const CHECK_AREA_BYTES = (8 << 20) + 64;
const DEFAULT_LEVEL = 3;
const TOO_SHORT = "it is too short";

/** Neighbouring blobs of a job: `from` to `to`, exclusive. */
interface Run {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Takes blobs out of packs that one key sealed and puts them into packs that another key seals. What is
 * compressed stays so; each blob is compared with its id once, after sealing (or when read, without
 * `verify`).
 */
export class BlobCopier {
  readonly packers: readonly [Packer, Packer];
  private readonly settings: CopySettings;
  private readonly kernels = new Kernels();
  private readonly source: Sealer;
  private readonly codec;
  private readonly input: CheckArea;
  private readonly output: CheckArea;
  private bad: BadBlob[] = [];

  constructor(settings: CopySettings, onPack: (pack: StagedPack) => void) {
    this.settings = settings;
    this.source = new Sealer(this.kernels, settings.sourceKey);
    this.codec = createFrameCodec(settings.level ?? DEFAULT_LEVEL);
    this.input = new CheckArea(this.kernels, 2 * RUN_BYTES);
    this.output = new CheckArea(this.kernels, RUN_BYTES);
    const tools = {
      kernels: this.kernels,
      sealer: new Sealer(this.kernels, settings.targetKey),
      checkArea: new CheckArea(this.kernels, CHECK_AREA_BYTES),
      stagingFolder: settings.stagingFolder,
      packBytes: settings.packBytes,
      verify: settings.verify,
      dryRun: false,
      onPack,
    };
    const compress = settings.level !== undefined;
    this.packers = [
      new Packer(DATA, {
        ...tools,
        codec: compress && settings.compressData ? this.codec : undefined,
      }),
      new Packer(TREE, { ...tools, codec: compress ? this.codec : undefined }),
    ];
  }

  /** Gives the blobs that could not be read; all others are copied. */
  copy(job: CopyJob): readonly BadBlob[] {
    this.bad = [];
    let fd: number;
    try {
      fd = openSync(job.file, "r");
    } catch (error) {
      return Array.from(job.offsets, (_, index) => ({ index, problem: problemOf(error) }));
    }
    try {
      for (const run of runsOf(job)) this.copyRun(job, run, fd);
    } finally {
      closeSync(fd);
    }
    return this.bad;
  }

  /** Reads the job's blobs again and compares each with its id; gives the first problem. */
  findDamage(job: CopyJob): string | undefined {
    const fd = openSync(job.file, "r");
    try {
      for (const run of runsOf(job)) {
        const at = this.read(fd, run);
        for (let i = run.from; i < run.to; i++) {
          const place = at + job.offsets[i]! - run.start;
          const length = this.source.open(place, job.lengths[i]!);
          const text = length < 0 ? undefined : this.textOf(job, i, place + IV_BYTES, length);
          if (text === undefined || "problem" in text) return text?.problem ?? brokenSeal(job, i);
        }
      }
    } finally {
      closeSync(fd);
    }
    return undefined;
  }

  private copyRun(job: CopyJob, run: Run, fd: number): void {
    let at: number;
    try {
      at = this.read(fd, run);
    } catch (error) {
      if (!isReadError(error)) throw error;
      for (let index = run.from; index < run.to; index++) this.report(index, problemOf(error));
      return;
    }
    const sealed: Sealable[] = [];
    for (let i = run.from; i < run.to; i++) {
      sealed.push({ at: at + job.offsets[i]! - run.start, length: job.lengths[i]! - SEAL_BYTES });
    }
    const allOpen = this.source.openMany(sealed);
    sealed.forEach((place, i) => {
      const index = run.from + i;
      const isOpen = allOpen || this.source.open(place.at, place.length + SEAL_BYTES) >= 0;
      if (isOpen) this.pack(job, index, place.at + IV_BYTES, place.length);
      else this.report(index, brokenSeal(job, index));
    });
  }

  private pack(job: CopyJob, index: number, at: number, length: number): void {
    const { level, recompress, verify } = this.settings;
    const type: BlobType = job.types[index] === TREE ? TREE : DATA;
    // The packer keeps the id until the pack is whole; the job's memory is its own.
    const id = job.ids.subarray(index * 32, index * 32 + 32);
    const rawLength = job.rawLengths[index]!;
    try {
      refuseLargeText(type, rawLength);
    } catch (error) {
      return this.report(index, `of blob ${idOf(job, index)}, ${problemOf(error)}`);
    }
    const keepsFrame = rawLength > 0 && level !== undefined && !recompress;
    if (keepsFrame && verify) {
      this.packers[type].addFrame(id, at, length, rawLength);
      return;
    }
    const text = this.textOf(job, index, at, length);
    if ("problem" in text) this.report(index, text.problem);
    else if (keepsFrame) this.packers[type].addFrame(id, at, length, rawLength);
    else this.packers[type].add(id, text.at, text.length);
  }

  /** The blob's text, compared with its id. */
  private textOf(
    job: CopyJob,
    index: number,
    at: number,
    length: number,
  ): { at: number; length: number } | { problem: string } {
    const rawLength = job.rawLengths[index]!;
    let text = { at, length };
    if (rawLength > 0) {
      try {
        text = { at: this.output.reserve(rawLength + 64), length: rawLength };
        this.codec.decompress(this.kernels.bytes, at, length, text.at, rawLength);
      } catch (error) {
        return { problem: `blob ${idOf(job, index)} does not decompress: ${problemOf(error)}` };
      }
    }
    const found = hash(
      "sha256",
      this.kernels.bytes.subarray(text.at, text.at + text.length),
      "buffer",
    );
    if (Buffer.compare(found, job.ids.subarray(index * 32, index * 32 + 32)) === 0) return text;
    return { problem: `blob ${idOf(job, index)} does not have the hash it is named by` };
  }

  private read(fd: number, { start, end }: Run): number {
    // An index may claim anything: memory is only taken for what is there.
    if (end > fstatSync(fd).size) throw new RangeError(TOO_SHORT);
    const length = end - start;
    const at = this.input.reserve(length);
    if (readFully(fd, this.kernels.bytes, at, { position: start, length }) < length)
      throw new RangeError(TOO_SHORT);
    return at;
  }

  private report(index: number, problem: string): void {
    this.bad.push({ index, problem });
  }
}

/** What the pack or its disk is to blame for. */
function isReadError(error: unknown): boolean {
  return error instanceof Error && ("syscall" in error || error.message === TOO_SHORT);
}

function* runsOf({ offsets, lengths }: CopyJob): Generator<Run> {
  for (let from = 0; from < offsets.length;) {
    const start = offsets[from]!;
    let end = start + lengths[from]!;
    let to = from + 1;
    for (; to < offsets.length; to++) {
      const next = offsets[to]! + lengths[to]!;
      if (offsets[to]! - end > GAP_BYTES || next - start > RUN_BYTES) break;
      end = next;
    }
    yield { from, to, start, end };
    from = to;
  }
}

function brokenSeal(job: CopyJob, index: number): string {
  return `the seal of blob ${idOf(job, index)} is broken`;
}

function idOf({ ids }: CopyJob, index: number): string {
  return Buffer.from(ids.subarray(index * 32, index * 32 + 32)).toString("hex");
}
