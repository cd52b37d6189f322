import { createHash, type Hash, hash } from "node:crypto";
import { readFully } from "../disk/read-fully.ts";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { problemOf, ResteraError } from "../../foundation/errors.ts";
import { DATA, TREE } from "../blob-type.ts";
import { Sealer, type Sealable, SEAL_BYTES } from "../crypto/sealer.ts";
import { BlobTable } from "../index/blob-table.ts";
import { CheckArea } from "../kernels/check-area.ts";
import { Kernels } from "../kernels/kernels.ts";
import { refuseLargeText } from "../pack/largest-text.ts";
import { decodePackTable, HEADER_TAIL_BYTES, type PackTable } from "../pack/pack-header.ts";
import { createFrameDecoder } from "../pack/zstd.ts";
import type { CheckPackAnswer, CheckPackJob, CheckSettings } from "./messages.ts";

const IV_BYTES = 16;
const RUN_BYTES = 1 << 20;
/** No header of a pack is larger: restic's own limit. */
const MAX_HEADER_BYTES = 16 << 20;
/** More findings than these say nothing new about a pack. */
const MAX_PROBLEMS = 10;

/** What packs are opened with. It takes a while to make and needs no key. */
export class CheckTools {
  readonly kernels = new Kernels();
  readonly codec = createFrameDecoder();
}

/** Reads packs whole and looks at every byte of them, one pack at a time. */
export class PackChecker {
  private readonly kernels: Kernels;
  private readonly sealer: Sealer;
  private readonly codec: CheckTools["codec"];
  private readonly table: BlobTable;
  private readonly input: CheckArea;
  private readonly output: CheckArea;
  private readonly expected = Buffer.alloc(32);
  private problems: string[] = [];

  constructor(settings: CheckSettings, { kernels, codec } = new CheckTools()) {
    this.kernels = kernels;
    this.codec = codec;
    this.sealer = new Sealer(kernels, settings.key);
    this.table = new BlobTable(settings.table);
    this.input = new CheckArea(kernels, 2 * RUN_BYTES);
    this.output = new CheckArea(kernels, RUN_BYTES);
  }

  /** Checks a pack; stops after each part of it, some milliseconds of work, so that a busy thread can do something else. */
  *steps(job: CheckPackJob): Generator<void, CheckPackAnswer> {
    this.problems = [];
    let fd: number;
    try {
      fd = openSync(job.file, "r");
    } catch (error) {
      return { bytes: 0, problems: [problemOf(error)] };
    }
    try {
      const { size } = fstatSync(fd);
      yield* this.checkFile(job, fd, size);
      return { bytes: size, problems: this.problems };
    } catch (error) {
      this.report(problemOf(error));
      return { bytes: 0, problems: this.problems };
    } finally {
      closeSync(fd);
    }
  }

  private *checkFile(job: CheckPackJob, fd: number, size: number): Generator<void> {
    const header = this.readHeader(job, fd, size);
    const digest = createHash("sha256");
    let position = 0;
    if (header !== undefined) {
      this.compareIndex(job, header);
      for (let from = 0; from < header.count;) {
        from = this.checkRun(fd, header, from, digest);
        yield;
      }
      position = header.offsets[header.count]!;
    }
    yield* this.digestRest(fd, position, size, digest);
    if (digest.digest("hex") !== job.id)
      this.report("its content does not have the hash it is named by");
  }

  private readHeader(job: CheckPackJob, fd: number, size: number): PackTable | undefined {
    const tail = Buffer.alloc(HEADER_TAIL_BYTES);
    if (size < HEADER_TAIL_BYTES + SEAL_BYTES) return this.report("it is too short to be a pack");
    readSync(fd, tail, 0, HEADER_TAIL_BYTES, size - HEADER_TAIL_BYTES);
    const length = tail.readUInt32LE();
    const start = size - HEADER_TAIL_BYTES - length;
    if (length > MAX_HEADER_BYTES || length < SEAL_BYTES || start < 0) {
      return this.report("the length of its header is wrong");
    }
    const at = this.input.reserve(length);
    this.read(fd, at, length, start);
    const textLength = this.sealer.open(at, length);
    if (textLength < 0) return this.report("the seal of its header is broken");
    const text = Buffer.from(
      this.kernels.bytes.subarray(at + IV_BYTES, at + IV_BYTES + textLength),
    );
    let blobs: PackTable;
    try {
      blobs = decodePackTable(text, `pack ${job.id}`);
    } catch (error) {
      return this.report(
        error instanceof ResteraError ? String(error.details.problem) : problemOf(error),
      );
    }
    if (blobs.offsets[blobs.count] !== start || blobs.lengths.some((n) => n < SEAL_BYTES)) {
      return this.report("the blobs in its header do not fill it");
    }
    return blobs;
  }

  /** Every blob of the index must be in the header, at the same place; both are in the order of the pack. */
  private compareIndex(job: CheckPackJob, header: PackTable): void {
    let at = 0;
    for (let i = 0; i < job.entries.length; i++) {
      const offset = job.offsets[i]!;
      this.table.copyId(job.entries[i]!, this.expected);
      while (at < header.count && header.offsets[at]! < offset) at++;
      const same =
        at < header.count &&
        header.offsets[at] === offset &&
        header.lengths[at] === job.lengths[i] &&
        header.rawLengths[at] === job.rawLengths[i] &&
        header.hasId(at, this.expected);
      if (!same)
        this.report(
          `the index has blob ${this.expected.toString("hex")} in it, its header does not`,
        );
    }
    if (header.count > job.entries.length) {
      this.report(`its header has ${header.count} blobs, the index ${job.entries.length}`);
    }
  }

  /** Reads and checks some neighbouring blobs; gives where the next run begins. */
  private checkRun(fd: number, header: PackTable, from: number, digest: Hash): number {
    const { offsets, lengths } = header;
    const start = offsets[from]!;
    let to = from + 1;
    while (to < header.count && offsets[to + 1]! - start <= RUN_BYTES) to++;
    const runBytes = offsets[to]! - start;
    const at = this.input.reserve(runBytes);
    this.read(fd, at, runBytes, start);
    digest.update(this.kernels.bytes.subarray(at, at + runBytes));
    const sealed: Sealable[] = [];
    for (let i = from; i < to; i++)
      sealed.push({ at: at + offsets[i]! - start, length: lengths[i]! - SEAL_BYTES });
    const allOpen = this.sealer.openMany(sealed);
    for (let i = from; i < to; i++) {
      const place = sealed[i - from]!;
      if (allOpen || this.sealer.open(place.at, lengths[i]!) >= 0) this.checkText(header, i, place);
      else this.report(`the seal of blob ${header.hexId(i)} is broken`);
    }
    return to;
  }

  private checkText(header: PackTable, blob: number, sealed: Sealable): void {
    let at = sealed.at + IV_BYTES;
    let { length } = sealed;
    const rawLength = header.rawLengths[blob]!;
    if (rawLength > 0) {
      let out: number;
      try {
        refuseLargeText(header.types[blob] === TREE ? TREE : DATA, rawLength);
        out = this.output.reserve(rawLength + 64);
        this.codec.decompress(this.kernels.bytes, at, length, out, rawLength);
      } catch (error) {
        this.report(`blob ${header.hexId(blob)} does not decompress: ${problemOf(error)}`);
        return;
      }
      at = out;
      length = rawLength;
    }
    const found = hash("sha256", this.kernels.bytes.subarray(at, at + length), "buffer");
    if (!header.hasId(blob, found))
      this.report(`blob ${header.hexId(blob)} does not have the hash it is named by`);
  }

  private *digestRest(fd: number, from: number, size: number, digest: Hash): Generator<void> {
    const at = this.input.reserve(RUN_BYTES);
    for (let position = from; position < size;) {
      const have = this.read(fd, at, Math.min(RUN_BYTES, size - position), position, false);
      if (have === 0) break;
      digest.update(this.kernels.bytes.subarray(at, at + have));
      position += have;
      yield;
    }
  }

  private read(fd: number, at: number, length: number, position: number, whole = true): number {
    const done = readFully(fd, this.kernels.bytes, at, { position, length });
    if (whole && done < length) throw new Error("it became shorter while it was read");
    return done;
  }

  private report(problem: string): undefined {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(problem);
    return undefined;
  }
}
