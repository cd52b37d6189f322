// A worker thread of a restore: reads blobs from packs, checks them, and writes them to files.
import { readFully } from "../disk/read-fully.ts";
import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { hash } from "node:crypto";
import { parentPort } from "node:worker_threads";
import { problemOf } from "../../foundation/errors.ts";
import type { FsPath } from "../../foundation/fs-path.ts";
import { DATA } from "../blob-type.ts";
import { collectGarbageAfter } from "../crypto/collect-garbage.ts";
import { Sealer, type Sealable, SEAL_BYTES } from "../crypto/sealer.ts";
import { type BlobPlace, BlobTable } from "../index/blob-table.ts";
import { Kernels } from "../kernels/kernels.ts";
import { CheckArea } from "../kernels/check-area.ts";
import { refuseLargeText } from "../pack/largest-text.ts";
import { createFrameDecoder } from "../pack/zstd.ts";
import { withReach } from "../disk/reach.ts";
import { announceReady, toMain } from "../workers/worker-pool.ts";
import { FileWriter, pathOf } from "./file-writer.ts";
import { attributeFailure, MetadataWriter } from "./metadata-writer.ts";
import type {
  CompareJob,
  FromRestoreWorker,
  PackJob,
  RestoreFailure,
  RestoreSettings,
  ToRestoreWorker,
} from "./messages.ts";

const IV_BYTES = 16;
/** Neighbouring blobs are read together up to this much; a small gap is read over. */
const RUN_BYTES = 1 << 20;
const GAP_BYTES = 64 << 10;

/** What stands in a file's place is not followed and not waited for. */
const COMPARE_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

const port = parentPort!;
/** Made while the password is still being checked. */
const kernels = new Kernels();
const codec = createFrameDecoder();

/** A wanted blob: its place in the pack and its position in the job. */
interface Wanted extends BlobPlace {
  readonly entry: number;
  readonly index: number;
}

class RestoreWorker {
  private readonly kernels = kernels;
  private readonly sealer: Sealer;
  private readonly codec = codec;
  private readonly table: BlobTable;
  private readonly writer: FileWriter;
  private readonly input = new CheckArea(this.kernels, 2 * RUN_BYTES);
  private readonly output = new CheckArea(this.kernels, RUN_BYTES);
  private readonly expected = Buffer.alloc(32);
  private failures: RestoreFailure[] = [];

  constructor(settings: RestoreSettings) {
    this.sealer = new Sealer(this.kernels, settings.key);
    this.table = new BlobTable(settings.table);
    const { sparse, setOwner, attributes } = settings;
    const metadata = new MetadataWriter({ setOwner, attributes }, (path, error) => {
      const problem = problemOf(error);
      this.failures.push({ path, problem, damaged: false, attributes: attributeFailure(error) });
    });
    this.writer = new FileWriter({ sparse, metadata, counters: new Int32Array(settings.counters) });
  }

  restorePack(job: PackJob): readonly RestoreFailure[] {
    this.failures = [];
    const wanted = Array.from(job.entries, (entry, index) => ({
      ...this.table.place(entry),
      entry,
      index,
    }));
    let fd: number;
    try {
      fd = openSync(job.file, "r");
    } catch (error) {
      for (const blob of wanted) this.fail(job, blob, problemOf(error));
      return this.failures;
    }
    try {
      // An index may claim anything: memory is only taken for what is there.
      const { size } = fstatSync(fd);
      const there = wanted.filter(({ offset, length }) => offset + length <= size);
      for (const blob of wanted)
        if (blob.offset + blob.length > size) this.fail(job, blob, "the pack ends before it");
      for (let from = 0; from < there.length;) from = this.restoreRun(job, fd, there, from);
    } finally {
      closeSync(fd);
      this.writer.closeAll();
    }
    return this.failures;
  }

  /** Reads, opens and writes some neighbouring blobs; gives where the next run begins. */
  private restoreRun(job: PackJob, fd: number, wanted: readonly Wanted[], from: number): number {
    const start = wanted[from]!.offset;
    let end = start + wanted[from]!.length;
    let to = from + 1;
    for (; to < wanted.length; to++) {
      const next = wanted[to]!;
      if (next.offset > end + GAP_BYTES || next.offset + next.length - start > RUN_BYTES) break;
      end = Math.max(end, next.offset + next.length);
    }
    const at = this.input.reserve(end - start);
    const have = this.read(fd, at, end - start, start);
    const run = wanted.slice(from, to);
    const whole: Wanted[] = [];
    for (const blob of run) {
      if (blob.offset + blob.length <= start + have) whole.push(blob);
      else this.fail(job, blob, "the pack ends before it");
    }
    this.openRun(job, whole, at - start);
    return to;
  }

  private openRun(job: PackJob, run: readonly Wanted[], base: number): void {
    // The same blob may be wanted at several places; it is opened once.
    const distinct = run.filter((blob, i) => i === 0 || blob.offset !== run[i - 1]!.offset);
    const sealed: Sealable[] = distinct.map(({ offset, length }) => ({
      at: base + offset,
      length: length - SEAL_BYTES,
    }));
    const broken = new Set<number>();
    if (!this.sealer.openMany(sealed)) {
      for (const { at, length } of sealed) {
        if (this.sealer.open(at, length + SEAL_BYTES) < 0) broken.add(at);
      }
    }
    for (let i = 0; i < run.length;) {
      const blob = run[i]!;
      const at = base + blob.offset;
      const text = broken.has(at) ? undefined : this.textOf(blob, at);
      for (; i < run.length && run[i]!.offset === blob.offset; i++) {
        if (text === undefined) this.fail(job, run[i]!, "its content is not what was stored");
        else this.write(job, run[i]!, text.at, text.length);
      }
    }
  }

  /** The checked text of an opened blob; `undefined` when it is not what its id says. */
  private textOf(blob: Wanted, sealedAt: number): { at: number; length: number } | undefined {
    let at = sealedAt + IV_BYTES;
    let length = blob.length - SEAL_BYTES;
    if (blob.rawLength > 0) {
      let out: number;
      try {
        refuseLargeText(DATA, blob.rawLength);
        out = this.output.reserve(blob.rawLength + 64);
        this.codec.decompress(this.kernels.bytes, at, length, out, blob.rawLength);
      } catch {
        return undefined;
      }
      at = out;
      length = blob.rawLength;
    }
    this.table.copyId(blob.entry, this.expected);
    const found = hash("sha256", this.kernels.bytes.subarray(at, at + length), "buffer");
    return found.equals(this.expected) ? { at, length } : undefined;
  }

  private write(job: PackJob, blob: Wanted, at: number, length: number): void {
    const target = job.files[job.targets[blob.index]!]!;
    const position = job.positions[blob.index]!;
    try {
      if (target.counter < 0) this.writer.writeWhole(target, this.kernels.bytes, at, length);
      else this.writer.writePart(target, this.kernels.bytes, at, length, position);
    } catch (error) {
      this.failures.push({ path: pathOf(target), problem: problemOf(error), damaged: false });
    }
  }

  private fail(job: PackJob, blob: Wanted, problem: string): void {
    const target = job.files[job.targets[blob.index]!]!;
    const retry = { entry: blob.entry, position: job.positions[blob.index]!, target };
    this.failures.push({ path: pathOf(target), problem, damaged: true, retry });
  }

  /** Finds out which of the blobs that files should have are at their places. */
  compare(job: CompareJob): FromRestoreWorker {
    const wrong: number[] = [];
    let from = 0;
    const sizeMatches = Uint8Array.from(job.paths, (path, i) => {
      const [first, to] = [from, (from += job.counts[i]!)];
      try {
        return this.compareFile(path, job, first, to, wrong) ? 1 : 0;
      } catch (error) {
        if (!(error instanceof Error) || !("syscall" in error)) throw error;
        // What cannot be read has nothing that could be kept.
        while (wrong.length > 0 && wrong.at(-1)! >= first) wrong.pop();
        for (let blob = first; blob < to; blob++) wrong.push(blob);
        return 0;
      }
    });
    return { type: "compared", wrong: Int32Array.from(wrong), sizeMatches };
  }

  /** Adds the blobs that are not there; true when the file has its size. */
  private compareFile(
    path: FsPath,
    { entries, lengths }: CompareJob,
    from: number,
    to: number,
    wrong: number[],
  ): boolean {
    const fd = withReach(path, (access) => openSync(access, COMPARE_FLAGS));
    try {
      let position = 0;
      for (let i = from; i < to; i++) {
        const length = lengths[i]!;
        if (!this.isAt(fd, position, length, entries[i]!)) wrong.push(i);
        position += length;
        collectGarbageAfter(64);
      }
      return fstatSync(fd).size === position;
    } finally {
      closeSync(fd);
    }
  }

  private isAt(fd: number, position: number, length: number, entry: number): boolean {
    const at = this.input.reserve(length);
    if (this.read(fd, at, length, position) !== length) return false;
    const found = hash("sha256", this.kernels.bytes.subarray(at, at + length), "buffer");
    this.table.copyId(entry, this.expected);
    return found.equals(this.expected);
  }

  private read(fd: number, at: number, length: number, position: number): number {
    return readFully(fd, this.kernels.bytes, at, { position, length });
  }
}

let worker: RestoreWorker | undefined;

function handle(message: ToRestoreWorker): FromRestoreWorker | undefined {
  if (message.type === "settings") {
    worker = new RestoreWorker(message.settings);
    return undefined;
  }
  if (message.type === "pack") return { type: "done", failures: worker!.restorePack(message) };
  return worker!.compare(message);
}

port.on("message", (message: ToRestoreWorker) => {
  try {
    const answer = handle(message);
    if (answer !== undefined) port.postMessage(answer);
  } catch (error) {
    port.postMessage({ type: "failed", error: toMain(error) } satisfies FromRestoreWorker);
  }
});

announceReady(port);
