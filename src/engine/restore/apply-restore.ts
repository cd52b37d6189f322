import { mkdirSync, rmSync, symlinkSync, unlinkSync } from "node:fs";
import { asPath } from "../../foundation/fs-path.ts";
import type { Problem } from "../operations.ts";
import type { Plan, PlannedItem } from "./plan.ts";
import { RestoreFiles } from "./restore-files.ts";
import { RestoreRun, type RestoreRunOptions } from "./restore-run.ts";
import { metadataOf, setMetadata } from "./set-metadata.ts";

/** What was done, beside the plan's own counts. */
export interface Applied {
  readonly problems: readonly Problem[];
  readonly bytesReused: number;
}

/** Carries a plan out: folders, files, links, then what must be last: deletions and folders' metadata. */
export async function applyRestore(plan: Plan, options: RestoreRunOptions): Promise<Applied> {
  const run = new RestoreRun(options);
  const files = new RestoreFiles(run, plan);
  const cancel = (): void => files.cancel();
  run.signal.addEventListener("abort", cancel, { once: true });
  try {
    const { items } = plan;
    for (const item of items) await run.attempt(item.inSnapshot, () => prepare(item, run, files));
    await files.finish();
    for (const item of items) await run.attempt(item.inSnapshot, () => finishSpecial(item, run));
    for (const item of items.toReversed()) {
      await run.attempt(item.inSnapshot, () => finishFolder(item, run));
    }
    return { problems: run.problems, bytesReused: files.bytesReused };
  } finally {
    run.signal.removeEventListener("abort", cancel);
    await files.close();
  }
}

/** Makes folders and empty files, and notes what is to be fetched. */
async function prepare(item: PlannedItem, run: RestoreRun, files: RestoreFiles): Promise<void> {
  const { action, type, path, replaces } = item;
  if (action === "skip") run.done(1, 0);
  if (action === "skip" || action === "delete") return;
  if (replaces === "folder") rmSync(asPath(path), { recursive: true });
  if (type === "dir") {
    if (replaces === "other") unlinkSync(asPath(path));
    if (action === "create") mkdirSync(asPath(path), { mode: 0o700 });
  } else if (type === "file") {
    await files.prepare(item);
  }
}

/** Links last: nothing is ever written through one. */
function finishSpecial(item: PlannedItem, run: RestoreRun): void {
  const { action, type, path, node } = item;
  if (action === "delete") {
    rmSync(asPath(path), { recursive: true, force: true });
    return;
  }
  if (action === "skip" || type === "file" || type === "dir") return;
  if (item.replaces === "other") unlinkSync(asPath(path));
  if (type !== "symlink") {
    throw Object.assign(new Error(`a ${type} cannot be made here`), { code: "ENOTSUP" });
  }
  symlinkSync(asPath(node!.linktarget), asPath(path));
  setMetadata(path, type, metadataOf(node!), run.setOwner);
  run.done(1, 0);
}

function finishFolder({ type, action, path, node }: PlannedItem, run: RestoreRun): void {
  if (type !== "dir" || action === "delete" || action === "skip") return;
  setMetadata(path, type, metadataOf(node!), run.setOwner);
  run.done(1, 0);
}
