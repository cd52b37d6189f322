import { problemOf, ResteraError } from "../../foundation/errors.ts";
import type { ArchivedFile, ArchiveProblem } from "./archive-metadata.ts";
import type { ArchiveRun } from "./archive-options.ts";
import type { ArchiveEntry, ArchiveSource, CapturedContent } from "./archived-source.ts";

/** A source whose files are at hand. */
export interface CapturedSource extends CapturedContent {
  readonly source: ArchiveSource;
}

/** What an archive turned out to hold, written down while it is made. */
export class ArchiveLog {
  readonly files: ArchivedFile[] = [];
  readonly problems: ArchiveProblem[] = [];
  readonly run: ArchiveRun;
  contentBytes = 0;
  readonly #totals: { readonly bytesTotal: number; readonly filesTotal: number };

  constructor(run: ArchiveRun, totals: { bytesTotal: number; filesTotal: number }) {
    this.run = run;
    this.#totals = totals;
  }

  /** A file could not be read at all: the others are kept. */
  leftOut(source: string, entry: ArchiveEntry, error: unknown): void {
    if (error instanceof ResteraError && error.code === "cancelled") throw error;
    const problem = problemOf(error);
    this.problems.push({ source, path: entry.path, kind: "unreadable", problem });
  }

  advance(bytes: number, currentFile: string): void {
    this.contentBytes += bytes;
    this.run.onProgress?.({
      bytesDone: this.contentBytes,
      filesDone: this.files.length,
      ...this.#totals,
      currentFile,
    });
  }
}
