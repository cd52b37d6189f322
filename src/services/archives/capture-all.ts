import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { append } from "../../foundation/append.ts";
import { isSystemError, problemOf, ResteraError } from "../../foundation/errors.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import type { CapturedSource } from "./archive-log.ts";
import type { ArchiveProblem } from "./archive-metadata.ts";
import type { ArchiveSource, CapturedContent } from "./archived-source.ts";

/** The sources that are there, and what is wrong with those that are not. */
export interface CapturedAll {
  readonly sources: readonly CapturedSource[];
  readonly problems: readonly ArchiveProblem[];
}

/**
 * Captures all sources before anything is written, so that they are of one moment. A default one that is absent is passed over; a configured
 * one that is absent, and any that cannot be captured, is told, and the others are kept. No path is archived twice.
 */
export async function captureAll(
  sources: readonly ArchiveSource[],
  scratch: string,
  signal: AbortSignal | undefined,
): Promise<CapturedAll> {
  const captured: CapturedSource[] = [];
  const problems: ArchiveProblem[] = [];
  const paths = new Set<string>();
  for (const [at, source] of sources.entries()) {
    throwIfCancelled(signal);
    const { name, configured } = source;
    const content = await captureOne(source, { scratch: join(scratch, String(at)), signal });
    if ("problem" in content) {
      problems.push(content);
      continue;
    }
    append(
      problems,
      content.problems.map((each) => ({ source: name, ...each })),
    );
    if (!content.isThere) {
      if (configured) problems.push({ source: name, kind: "missing", problem: "it is not there" });
      continue;
    }
    const entries = content.entries.filter(({ path }) => !paths.has(path));
    for (const { path } of entries) paths.add(path);
    captured.push({ ...content, entries, source });
  }
  return { sources: captured, problems };
}

async function captureOne(
  source: ArchiveSource,
  { scratch, signal }: { readonly scratch: string; readonly signal: AbortSignal | undefined },
): Promise<CapturedContent | ArchiveProblem> {
  await mkdir(scratch, { mode: 0o700 });
  try {
    return await source.capture(scratch, signal);
  } catch (error) {
    throwIfCancelled(signal);
    // The disk of the archive is full: no other source would fare better.
    if (isSystemError(error, "ENOSPC", "EDQUOT")) throw error;
    if (error instanceof ResteraError && error.code === "cancelled") throw error;
    return { source: source.name, kind: "failed", problem: problemOf(error) };
  }
}
