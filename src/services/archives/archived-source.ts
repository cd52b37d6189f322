import type { ArchiveProblem } from "./archive-metadata.ts";

/** One file to archive. */
export interface ArchiveEntry {
  /** In the archive: relative, with `/`, such as `data/ai_hub/shared_knowledge.json`. */
  readonly path: string;
  /** Where its bytes are now. */
  readonly file: string;
}

/** What a source has: its files, or that it is not there. */
export interface CapturedContent {
  readonly isThere: boolean;
  /** What it is at the top, for `files_backed_up`. */
  readonly topPaths: readonly string[];
  readonly entries: readonly ArchiveEntry[];
  readonly problems: readonly Omit<ArchiveProblem, "source">[];
}

/** What an archive is made of: anything that can put its files somewhere. */
export interface ArchiveSource {
  readonly name: string;
  readonly kind: string;
  /** Named by the user: its absence is told. */
  readonly configured: boolean;
  /** May put files into `scratch`, a folder of its own that goes when the archive is made. Throws when the source cannot be captured. */
  capture(scratch: string, signal: AbortSignal | undefined): Promise<CapturedContent>;
}
