import { mkdirSync, rmSync, symlinkSync, unlinkSync } from "node:fs";
import { asPath } from "../../foundation/fs-path.ts";
import { withReach } from "../disk/reach.ts";
import type { Problem } from "../operations.ts";
import { makeSpecials } from "./make-specials.ts";
import type { Plan, PlannedItem } from "./plan.ts";
import { RestoreFiles } from "./restore-files.ts";
import { RestoreRun, type RestoreRunOptions } from "./restore-run.ts";

/** Carries a plan out: folders, files, links, then what must be last: deletions and folders' metadata. */
export async function applyRestore(
  plan: Plan,
  options: RestoreRunOptions & { readonly target: string },
): Promise<Problem[]> {
  const run = new RestoreRun(options);
  const files = new RestoreFiles(run, plan);
  const cancel = (): void => files.cancel();
  run.signal.addEventListener("abort", cancel, { once: true });
  try {
    const { items } = plan;
    noteLostAttributes(items, run);
    for (const item of items) await run.attempt(item.path, () => prepare(item, run, files));
    await files.finish();
    for (const item of items) await run.attempt(item.path, () => finishLeaf(item, run));
    const specials = items.filter(isSpecial);
    await makeSpecials(specials, options.target, run, (item) => setMetadata(item, run));
    for (const item of items.toReversed()) {
      await run.attempt(item.path, () => finishFolder(item, run));
    }
    if (run.input.verify) await files.verify(items);
    return run.problems;
  } finally {
    run.signal.removeEventListener("abort", cancel);
    await files.close();
  }
}

/** Said once, not for every file. */
function noteLostAttributes(items: readonly PlannedItem[], run: RestoreRun): void {
  if (run.metadata.canSetAttributes) return;
  const first = items.find(
    ({ node }) => node !== undefined && run.metadata.wantsAttributes(node.metadata),
  );
  if (first === undefined) return;
  const problem =
    "extended attributes are not restored: the optional package koffi is not there for this platform";
  run.problem(run.inSnapshot(first.path), problem);
}

/** Makes folders and empty files, and notes what is to be fetched. */
async function prepare(item: PlannedItem, run: RestoreRun, files: RestoreFiles): Promise<void> {
  const { action, type, path, replaces } = item;
  if (action === "skip") {
    if (item.metadataOnly) run.setMetadata(item);
    return run.done(1, 0);
  }
  if (action === "delete") return;
  if (replaces === "folder") withReach(path, (access) => rmSync(access, { recursive: true }));
  if (type === "dir") {
    if (replaces === "other") withReach(path, unlinkSync);
    if (action === "create") withReach(path, (access) => mkdirSync(access, { mode: 0o700 }));
  } else if (type === "file") {
    await files.prepare(item);
  }
}

/** Links last: nothing is ever written through one. */
function finishLeaf(item: PlannedItem, run: RestoreRun): void {
  const { action, type, path, node, replaces } = item;
  if (action === "delete") {
    withReach(path, (access) => rmSync(access, { recursive: true, force: true }));
    return;
  }
  if (action === "skip" || type !== "symlink") return;
  if (replaces === "other") withReach(path, unlinkSync);
  withReach(path, (access) => symlinkSync(asPath(node!.linktarget!), access));
  setMetadata(item, run);
}

function isSpecial({ action, type }: PlannedItem): boolean {
  const isMade = type === "fifo" || type === "dev" || type === "chardev";
  return isMade && (action === "create" || action === "overwrite");
}

function finishFolder(item: PlannedItem, run: RestoreRun): void {
  if (item.type !== "dir" || item.action === "delete" || item.action === "skip") return;
  setMetadata(item, run);
}

function setMetadata(item: PlannedItem, run: RestoreRun): void {
  run.setMetadata(item);
  run.done(1, 0);
}
