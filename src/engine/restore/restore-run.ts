import { problemOf, ResteraError } from "../../foundation/errors.ts";
import type { Problem, RestoreInput } from "../operations.ts";
import type { VaultReader } from "../vault/vault-reader.ts";

export interface RestoreRunOptions {
  readonly reader: VaultReader;
  readonly input: RestoreInput;
  readonly signal: AbortSignal;
  onProgress(done: { files: number; bytes: number }): void;
}

/** What the stages of one restore share: where blobs come from, what was asked for, what is done, what went wrong. */
export class RestoreRun {
  readonly reader: VaultReader;
  readonly input: RestoreInput;
  readonly signal: AbortSignal;
  readonly setOwner: boolean;
  readonly problems: Problem[] = [];
  private readonly options: RestoreRunOptions;
  private files = 0;
  private bytes = 0;

  constructor(options: RestoreRunOptions) {
    const { reader, input, signal } = options;
    this.options = options;
    this.reader = reader;
    this.input = input;
    this.signal = signal;
    this.setOwner = input.owners !== "skip" && process.platform !== "win32";
  }

  /** Runs one step. What the file system refuses and what is damaged is that path's problem; the rest goes on. */
  async attempt(inSnapshot: string, step: () => void | Promise<void>): Promise<void> {
    if (this.signal.aborted) throw new ResteraError("cancelled");
    try {
      await step();
    } catch (error) {
      if (error instanceof ResteraError && error.code === "cancelled") throw error;
      const damaged =
        error instanceof ResteraError &&
        (error.code === "damaged" || error.code === "blob-missing");
      if (!damaged && !isFromSystem(error)) throw error;
      this.problem(inSnapshot, problemOf(error), damaged);
    }
  }

  problem(path: string, problem: string, damaged = false): void {
    this.problems.push({ path, during: "restore", problem, ...(damaged ? { damaged } : {}) });
  }

  done(files: number, bytes: number): void {
    this.files += files;
    this.bytes += bytes;
    this.options.onProgress({ files: this.files, bytes: this.bytes });
  }
}

/** Any error of the file system is one file's problem; everything else is ours. */
function isFromSystem(error: unknown): boolean {
  return error instanceof Error && !(error instanceof ResteraError) && "code" in error;
}
