import type { FsPath } from "../../foundation/fs-path.ts";
import type { JobQueue } from "../workers/job-queue.ts";
import { fromWorker } from "../workers/worker-pool.ts";
import type { FromRestoreWorker, RestoreJob } from "./messages.ts";
import type { FileBlob } from "./pack-plan.ts";

/** A worker compares so many small files for one message. */
const FILES_PER_JOB = 16;
const BYTES_PER_JOB = 8 << 20;

/** What a file that is there lacks. */
interface Compared {
  /** Positions in the list of the blobs that it does not have at their places. */
  readonly wrong: readonly number[];
  /** It ends where it should. */
  readonly sizeMatches: boolean;
}

interface Waiting {
  readonly path: FsPath;
  readonly blobs: readonly FileBlob[];
  readonly resolve: (compared: Compared) => void;
  readonly reject: (error: unknown) => void;
}

/** Has files compared with the blobs that they should have, many small ones at a time. */
export class CompareFiles {
  private readonly queue: JobQueue<RestoreJob, FromRestoreWorker>;
  private waiting: Waiting[] = [];
  private bytes = 0;

  constructor(queue: JobQueue<RestoreJob, FromRestoreWorker>) {
    this.queue = queue;
  }

  /** Is answered once there are enough of them, or after `flush`. */
  compare(path: FsPath, blobs: readonly FileBlob[]): Promise<Compared> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ path, blobs, resolve, reject });
      for (const { length } of blobs) this.bytes += length;
      if (this.waiting.length >= FILES_PER_JOB || this.bytes >= BYTES_PER_JOB) this.flush();
    });
  }

  /** Gives what waits to a worker. */
  flush(): void {
    const files = this.waiting;
    if (files.length === 0) return;
    this.waiting = [];
    this.bytes = 0;
    this.run(files).catch((error: unknown) => {
      for (const { reject } of files) reject(error);
    });
  }

  private async run(files: readonly Waiting[]): Promise<void> {
    const blobs = files.flatMap((file) => file.blobs);
    const answer = await this.queue.run({
      type: "compare",
      paths: files.map(({ path }) => path),
      counts: Int32Array.from(files, (file) => file.blobs.length),
      entries: Int32Array.from(blobs, ({ entry }) => entry),
      lengths: Float64Array.from(blobs, ({ length }) => length),
    });
    if (answer.type === "failed") throw fromWorker(answer.error);
    if (answer.type !== "compared") throw new Error("a comparison has another answer");
    const { wrong, sizeMatches } = answer;
    let [at, first] = [0, 0];
    for (const [i, file] of files.entries()) {
      const found: number[] = [];
      const end = first + file.blobs.length;
      for (; at < wrong.length && wrong[at]! < end; at++) found.push(wrong[at]! - first);
      first = end;
      file.resolve({ wrong: found, sizeMatches: sizeMatches[i] === 1 });
    }
  }
}
