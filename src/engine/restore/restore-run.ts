import { problemOf, ResteraError } from "../../foundation/errors.ts";
import { displayPath, type FsPath, pathBytes } from "../../foundation/fs-path.ts";
import type { Problem, RestoreInput } from "../operations.ts";
import type { VaultReader } from "../vault/vault-reader.ts";
import type { AttributeFailure } from "./messages.ts";
import { attributePatterns } from "./attribute-selection.ts";
import { attributeFailure, MetadataWriter } from "./metadata-writer.ts";
import type { PlannedItem } from "./plan.ts";

/** What is done so far; what was kept is part of it. */
export interface RestoreDone {
  readonly files: number;
  readonly bytes: number;
  /** Whole files that were right already. */
  readonly filesKept: number;
  /** Bytes of files that were right already. */
  readonly bytesKept: number;
}

export interface RestoreRunOptions {
  /** The folder that everything is restored into, absolute. */
  readonly target: FsPath;
  readonly reader: VaultReader;
  readonly input: RestoreInput;
  readonly signal: AbortSignal;
  onProgress(done: RestoreDone): void;
}

/** What the stages of one restore share: where blobs come from, what was asked for, what is done, what went wrong. */
export class RestoreRun {
  readonly reader: VaultReader;
  readonly input: RestoreInput;
  readonly signal: AbortSignal;
  readonly setOwner: boolean;
  readonly metadata: MetadataWriter;
  private readonly options: RestoreRunOptions;
  private readonly found: Problem[] = [];
  /** Paths of steps that did not succeed. */
  private readonly refused = new Set<string>();
  private readonly attributes = new Map<AttributeFailure, { first: Problem; count: number }>();
  private files = 0;
  private bytes = 0;
  private filesKept = 0;
  private bytesKept = 0;

  constructor(options: RestoreRunOptions) {
    const { reader, input, signal } = options;
    this.options = options;
    this.reader = reader;
    this.input = input;
    this.signal = signal;
    this.setOwner = input.owners !== "skip" && process.platform !== "win32";
    const choices = { setOwner: this.setOwner, attributes: attributePatterns(input) };
    this.metadata = new MetadataWriter(choices, (path, error) =>
      this.attributeProblem(path, problemOf(error), attributeFailure(error)),
    );
  }

  /** Everything that went wrong; extended attributes are one problem for all paths. */
  get problems(): Problem[] {
    const attributes = [...this.attributes.values()].map(({ first, count }) => {
      const others = count > 1 ? `; the same holds for others, ${count} in all` : "";
      return { ...first, problem: first.problem + others };
    });
    return [...this.found, ...attributes];
  }

  /** Runs one step. What the file system refuses and what is damaged is that path's problem; the rest goes on. */
  async attempt(path: FsPath, step: () => void | Promise<void>): Promise<void> {
    if (this.signal.aborted) throw new ResteraError("cancelled");
    try {
      await step();
    } catch (error) {
      if (error instanceof ResteraError && error.code === "cancelled") throw error;
      const damaged =
        error instanceof ResteraError &&
        (error.code === "damaged" || error.code === "blob-missing");
      if (!damaged && !isFromSystem(error)) throw error;
      this.refused.add(displayPath(path));
      this.problem(this.inSnapshot(path), problemOf(error), damaged);
    }
  }

  /** A step for this path did not succeed. */
  hasFailed(path: FsPath): boolean {
    return this.refused.has(displayPath(path));
  }

  /** The path that the user knows, of something in the target. */
  inSnapshot(path: FsPath): string {
    const { target } = this.options;
    const root = pathBytes(target);
    const bytes = pathBytes(path);
    const isRoot = root.equals(Buffer.from("/"));
    return displayPath(isRoot ? bytes : bytes.subarray(root.length)) || "/";
  }

  problem(path: string, problem: string, damaged = false): void {
    this.found.push({ path, during: "restore", problem, ...(damaged ? { damaged } : {}) });
  }

  attributeProblem(path: FsPath, reason: string, failure: AttributeFailure): void {
    const known = this.attributes.get(failure);
    if (known !== undefined) {
      known.count++;
      return;
    }
    const harmless = failure === "not-permitted" ? { harmless: true } : {};
    const problem = `its extended attributes could not all be set: ${reason}`;
    const first: Problem = { path: displayPath(path), during: "restore", problem, ...harmless };
    this.attributes.set(failure, { first, count: 1 });
  }

  /** Gives what was restored at a path its owner, attributes, permissions and times. */
  setMetadata({ path, type, node }: PlannedItem): void {
    this.metadata.toPath(path, type, node!.metadata);
  }

  /** Something was there already as it should be. */
  kept(files: number, bytes: number): void {
    this.filesKept += files;
    this.bytesKept += bytes;
    this.done(files, bytes);
  }

  done(files: number, bytes: number): void {
    this.files += files;
    this.bytes += bytes;
    const { filesKept, bytesKept } = this;
    this.options.onProgress({ files: this.files, bytes: this.bytes, filesKept, bytesKept });
  }
}

/** Any error of the file system is one file's problem; everything else is ours. */
function isFromSystem(error: unknown): boolean {
  return error instanceof Error && !(error instanceof ResteraError) && "code" in error;
}
