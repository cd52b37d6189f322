import { collectGarbageAfter } from "../../engine/crypto/collect-garbage.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";

/** What long work on a project takes beside its input. */
export interface ProjectRun {
  readonly signal?: AbortSignal | undefined;
  /** `percent` is 0 to 100 and never falls. */
  readonly onProgress?: ((percent: number, details: ProjectProgress) => void) | undefined;
}

export interface ProjectProgress {
  readonly phase:
    | "backup"
    | "count"
    | "store"
    | "extract"
    | "archive"
    | "verify"
    | "restore"
    | "version"
    | "download";
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly filesDone: number;
  readonly filesTotal: number;
  /** Path in the project. */
  readonly currentFile?: string;
}

/** The same work as a part of a whole: its percents go from one share to another. */
export function partOf({ signal, onProgress }: ProjectRun, from: number, to: number): ProjectRun {
  if (onProgress === undefined) return { signal };
  return {
    signal,
    onProgress: (percent, details) =>
      onProgress(Math.floor(100 * from + percent * (to - from)), details),
  };
}

interface Amount {
  readonly bytes: number;
  readonly files: number;
}

/** Counts what was done, ends it when it is cancelled, and tells when there is something to tell. */
export class ProgressMeter {
  readonly #run: ProjectRun;
  readonly #phase: ProjectProgress["phase"];
  readonly #total: Amount;
  #bytes = 0;
  #files = 0;
  #percent = 0;

  constructor(run: ProjectRun, phase: ProjectProgress["phase"], total: Amount) {
    this.#run = run;
    this.#phase = phase;
    this.#total = total;
  }

  get bytesDone(): number {
    return this.#bytes;
  }

  get filesDone(): number {
    return this.#files;
  }

  /** So many more bytes of this file. Throws `cancelled`. */
  advance(bytes: number, currentFile: string): void {
    throwIfCancelled(this.#run.signal);
    this.#bytes += bytes;
    // Left alone, the buffers of large projects pile up beside the heap.
    collectGarbageAfter(bytes);
    this.#tell(currentFile);
  }

  fileDone(currentFile: string): void {
    this.#files += 1;
    this.#tell(currentFile);
  }

  /** So much of the whole, from 0 to 1, where that is all that is known. Whoever tells it looks at the signal. */
  share(done: number): void {
    this.#bytes = Math.max(this.#bytes, Math.floor(done * this.#total.bytes));
    this.#files = Math.max(this.#files, Math.floor(done * this.#total.files));
    this.#tell();
  }

  /** The work is done, and may be said to be: to the whole that this was the last part of. */
  finish({ onProgress } = this.#run): void {
    this.#percent = 100;
    onProgress?.(100, this.#details());
  }

  #tell(currentFile?: string): void {
    const { onProgress } = this.#run;
    if (onProgress === undefined) return;
    const { bytes, files } = this.#total;
    // A file counts as much as some bytes, so that many empty ones move it too. 100 is only said at the end.
    const done = this.#bytes + this.#files * bytesPerFile;
    const all = Math.max(1, bytes + files * bytesPerFile);
    this.#percent = Math.max(this.#percent, Math.min(99, Math.floor((100 * done) / all)));
    onProgress(this.#percent, this.#details(currentFile));
  }

  #details(currentFile?: string): ProjectProgress {
    const { bytes, files } = this.#total;
    const counts = { bytesDone: this.#bytes, bytesTotal: bytes };
    return {
      ...{ phase: this.#phase, ...counts, filesDone: this.#files, filesTotal: files },
      ...(currentFile !== undefined && { currentFile }),
    };
  }
}

const bytesPerFile = 4096;
