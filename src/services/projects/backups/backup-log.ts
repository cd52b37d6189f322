import { appendFile, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { isSystemError, problemOf } from "../../../foundation/errors.ts";
import { makeFolders } from "../../../stores/make-folders.ts";

/** One line of `backup.log`. */
export interface LoggedBackup {
  readonly what: "backup" | "restore" | "remove";
  readonly backup?: string | undefined;
  readonly result: "ok" | "partly" | "failed";
  /** What else is to be known: `projects: 3`. */
  readonly facts: Readonly<Record<string, string | number>>;
  readonly error?: string | undefined;
}

/** Then the log is put aside, once: `backup.log.1`. */
const mostBytes = 5 << 20;

/**
 * Adds a line to the log, for people and for `grep`: `2026-01-09T15:00:00.000Z backup ok backup_… projects=3 bytes=1024`. Gives what went wrong with
 * that; a log that cannot be written is no reason to have no backup.
 */
export async function logBackup(
  file: string | undefined,
  { what, backup, result, facts, error }: LoggedBackup,
  now: Date,
): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const words = [
    now.toISOString(),
    ...[what, result, backup ?? "-"],
    ...Object.entries(facts).map(([name, value]) => `${name}=${quoted(String(value))}`),
    ...(error === undefined ? [] : [`error=${quoted(error)}`]),
  ];
  try {
    await makeFolders(dirname(file));
    await putAside(file);
    await appendFile(file, `${words.join(" ")}\n`, { mode: 0o600 });
    return undefined;
  } catch (problem) {
    return problemOf(problem);
  }
}

async function putAside(file: string): Promise<void> {
  try {
    if ((await stat(file)).size > mostBytes) await rename(file, `${file}.1`);
  } catch (error) {
    if (!isSystemError(error, "ENOENT")) throw error;
  }
}

/** As JSON where a space, a quote or a line's end would split it. */
function quoted(value: string): string {
  return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}
