import { append } from "../foundation/append.ts";
import { ResteraError } from "../foundation/errors.ts";
import type {
  Problem,
  RestoreInput,
  RestoreProgress,
  RestoreResult,
  RunOptions,
} from "./operations.ts";
import { applyRestore } from "./restore/apply-restore.ts";
import { planRestore } from "./restore/plan-restore.ts";
import { makeTarget, type RestoreTarget, resolveTarget } from "./restore/resolve-target.ts";
import type { RestoreDone } from "./restore/restore-run.ts";
import type { Snapshot } from "./snapshot/snapshot.ts";
import { findSubfolder } from "./vault/find-subfolder.ts";
import type { VaultReader } from "./vault/vault-reader.ts";

/** What is restored: a snapshot, or a folder in it. */
export interface RestoreSource {
  readonly snapshot: Snapshot;
  /** Empty for the whole snapshot. */
  readonly subfolder: string;
  readonly reader: VaultReader;
  /** Nothing is written before this: the vault's lock has settled. */
  readonly ready?: Promise<void>;
}

/**
 * Restores a snapshot into a folder: plan, fetch, write, verify. Every blob is compared with its hash before
 * it is written, and nothing is ever written outside the target, whatever the snapshot says.
 *
 * Throws `usage`, `path-not-in-snapshot`, `damaged`, `cancelled`. What could not be restored is in `problems`.
 */
export async function restore(
  source: RestoreSource,
  input: RestoreInput,
  run: RunOptions<RestoreProgress> = {},
): Promise<RestoreResult> {
  const startedMs = Date.now();
  const { reader, snapshot } = source;
  const signal = run.signal ?? new AbortController().signal;
  const target = resolveTarget(input.target, reader.vault.store);
  if (input.dryRun && input.verify) {
    throw new ResteraError("usage", { problem: "--dry-run and --verify cannot be used together" });
  }
  const treeId = await findSubfolder(reader, snapshot, source.subfolder);
  const plan = await planRestore(reader, { treeId, ...planTarget(target), input, signal });
  const filesTotal = plan.create + plan.overwrite + plan.skip;
  // A dry run tells what would be done.
  let done: RestoreDone = {
    files: input.dryRun ? filesTotal : 0,
    bytes: input.dryRun ? plan.bytesTotal - plan.bytesSkipped : 0,
    filesKept: 0,
    bytesKept: 0,
  };
  const progress = (): RestoreProgress => ({
    secondsElapsed: (Date.now() - startedMs) / 1000,
    filesTotal,
    filesDone: Math.max(0, done.files - plan.skip - done.filesKept),
    filesSkipped: plan.skip + done.filesKept,
    filesDeleted: plan.delete,
    bytesTotal: plan.bytesTotal,
    bytesDone: done.bytes - done.bytesKept,
    bytesSkipped: plan.bytesSkipped + done.bytesKept,
  });
  const problems: Problem[] = [...plan.problems];
  await source.ready;
  if (!input.dryRun) {
    makeTarget(target);
    // The first pack of a slow bucket takes a while.
    run.onProgress?.(progress());
    const found = await applyRestore(plan, {
      reader,
      target: target.path,
      input,
      signal,
      onProgress: (now) => {
        done = now;
        run.onProgress?.(progress());
      },
    });
    append(problems, found);
  }
  if (signal.aborted) throw new ResteraError("cancelled");
  append(problems, indexProblems(reader, problems.length === 0));
  return { ...progress(), snapshot, target: target.shown, plan, problems };
}

function planTarget({ path, vaultFolder }: RestoreTarget): {
  target: string;
  vaultFolder?: string;
} {
  return { target: path, ...(vaultFolder === undefined ? {} : { vaultFolder }) };
}

/** A damaged index file may be why something is missing: it is named with the rest, and as a word when nothing is. */
function indexProblems(reader: VaultReader, harmless: boolean): Problem[] {
  return reader.index.damaged.map((error) => ({
    path: String(error.details.object),
    during: "restore",
    problem: String(error.details.problem),
    damaged: true,
    ...(harmless ? { harmless } : {}),
  }));
}
