// A worker thread of a restore: reads blobs from packs, checks them, and writes them to files.
import { closeSync, openSync, readSync } from "node:fs";
import { hash } from "node:crypto";
import { parentPort } from "node:worker_threads";
import { problemOf } from "../../foundation/errors.ts";
import { asPath } from "../../foundation/fs-path.ts";
import { collectGarbageAfter } from "../crypto/collect-garbage.ts";
import { Sealer, type Sealable, SEAL_BYTES } from "../crypto/sealer.ts";
import { type BlobPlace, BlobTable } from "../index/blob-table.ts";
import { Kernels } from "../kernels/kernels.ts";
import { CheckArea } from "../pack/packer.ts";
import { createFrameCodec, type FrameCodec } from "../pack/zstd.ts";
import { toMain } from "../workers/worker-pool.ts";
import { FileWriter } from "./file-writer.ts";
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
const LEVEL = 3;

const port = parentPort!;

/** A wanted blob: its place in the pack and its position in the job. */
interface Wanted extends BlobPlace {
  readonly entry: number;
  readonly index: number;
}

class RestoreWorker {
  private readonly kernels = new Kernels();
  private readonly sealer: Sealer;
  private readonly codec: FrameCodec = createFrameCodec(LEVEL);
  private readonly table: BlobTable;
  private readonly writer: FileWriter;
  private readonly input = new CheckArea(this.kernels, 2 * RUN_BYTES);
  private readonly output = new CheckArea(this.kernels, RUN_BYTES);
  private readonly expected = Buffer.alloc(32);
  private failures: RestoreFailure[] = [];

  constructor(settings: RestoreSettings) {
    this.sealer = new Sealer(this.kernels, settings.key);
    this.table = new BlobTable(settings.table);
    const { sparse, setOwner } = settings;
    this.writer = new FileWriter({ sparse, setOwner, counters: new Int32Array(settings.counters) });
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
      for (let from = 0; from < wanted.length;) from = this.restoreRun(job, fd, wanted, from);
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
      const out = this.output.reserve(blob.rawLength + 64);
      try {
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
      this.failures.push({ path: target.path, problem: problemOf(error), damaged: false });
    }
  }

  private fail(job: PackJob, blob: Wanted, problem: string): void {
    const target = job.files[job.targets[blob.index]!]!;
    const retry = { entry: blob.entry, position: job.positions[blob.index]!, target };
    this.failures.push({ path: target.path, problem, damaged: true, retry });
  }

  /** True when the file has exactly the blobs it should have. */
  compare(job: CompareJob): boolean {
    const fd = openSync(asPath(job.path), "r");
    try {
      let position = 0;
      for (let i = 0; i < job.entries.length; i++) {
        const length = job.lengths[i]!;
        const at = this.input.reserve(length);
        if (this.read(fd, at, length, position) !== length) return false;
        const found = hash("sha256", this.kernels.bytes.subarray(at, at + length), "buffer");
        this.table.copyId(job.entries[i]!, this.expected);
        if (!found.equals(this.expected)) return false;
        position += length;
        collectGarbageAfter(64);
      }
      return this.read(fd, this.input.reserve(1), 1, position) === 0;
    } finally {
      closeSync(fd);
    }
  }

  private read(fd: number, at: number, length: number, position: number): number {
    let done = 0;
    while (done < length) {
      const size = readSync(fd, this.kernels.bytes, at + done, length - done, position + done);
      if (size === 0) break;
      done += size;
    }
    return done;
  }
}

let worker: RestoreWorker | undefined;

function handle(message: ToRestoreWorker): FromRestoreWorker | undefined {
  if (message.type === "settings") {
    worker = new RestoreWorker(message.settings);
    return undefined;
  }
  if (message.type === "pack") return { type: "done", failures: worker!.restorePack(message) };
  try {
    return { type: "compared", item: message.item, same: worker!.compare(message) };
  } catch (error) {
    return { type: "compared", item: message.item, same: false, problem: problemOf(error) };
  }
}

port.on("message", (message: ToRestoreWorker) => {
  try {
    const answer = handle(message);
    if (answer !== undefined) port.postMessage(answer);
  } catch (error) {
    port.postMessage({ type: "failed", error: toMain(error) } satisfies FromRestoreWorker);
  }
});
