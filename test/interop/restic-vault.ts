import assert from "node:assert/strict";
import { join } from "node:path";
import { jsonLines, runRestera, type VaultAccess } from "../support/run-restera.ts";
import { type Peer, runRestic } from "./peers.ts";

export const password = "open sesame";

/** What both programs say at the end of a backup with `--json`. */
export interface BackupSummary {
  readonly snapshot_id: string;
  readonly files_new: number;
  readonly files_changed: number;
  readonly files_unmodified: number;
  readonly dirs_new: number;
  readonly dirs_changed: number;
  readonly dirs_unmodified: number;
  readonly data_blobs: number;
  readonly tree_blobs: number;
  readonly total_files_processed: number;
  readonly total_bytes_processed: number;
}

interface InFolder {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
}

/** Runs restic and expects it to be content; gives its standard output. */
export async function restic(
  peer: Peer,
  vault: VaultAccess,
  args: readonly string[],
  options: InFolder = {},
): Promise<string> {
  const run = await runRestic(peer, vault, args, options);
  assert.equal(run.status, 0, `restic ${args.join(" ")}\n${run.stdout}\n${run.stderr}`);
  return run.stdout;
}

/** Runs our command line and expects it to be content; gives its standard output. */
export async function restera(
  vault: VaultAccess,
  words: readonly string[],
  options: InFolder = {},
): Promise<string> {
  const run = await runRestera(vault, words, options);
  assert.equal(run.code, 0, `restera ${words.join(" ")}\n${run.stdout}\n${run.stderr}`);
  return run.stdout;
}

/** A new vault that restic made. */
export async function resticVault(
  peer: Peer,
  folder: string,
  options: readonly string[] = [],
): Promise<VaultAccess> {
  const vault = { url: join(folder, "restic-vault"), password };
  await restic(peer, vault, ["init", ...options]);
  return vault;
}

/** A new vault that our command line made. */
export async function resteraVault(folder: string): Promise<VaultAccess> {
  const vault = { url: join(folder, "restera-vault"), password };
  await restera(vault, ["init"]);
  return vault;
}

/** The summary at the end of `backup --json`. */
export function summaryOf(stdout: string): BackupSummary {
  const summary = jsonLines(stdout).find(({ message_type: type }) => type === "summary");
  assert.ok(summary, stdout);
  return summary as unknown as BackupSummary;
}

/** Both programs back up the same paths into the same vault; ours goes first. */
export async function backUpWithBoth(
  peer: Peer,
  vault: VaultAccess,
  paths: readonly string[],
  options: InFolder,
): Promise<{ ours: BackupSummary; theirs: BackupSummary }> {
  const words = ["backup", "--json", ...paths];
  const ours = summaryOf(await restera(vault, words, options));
  const theirs = summaryOf(await restic(peer, vault, words, options));
  return { ours, theirs };
}

/** The root tree of a snapshot, as restic says. */
export async function treeOf(peer: Peer, vault: VaultAccess, snapshot: string): Promise<string> {
  const text = await restic(peer, vault, ["cat", "snapshot", snapshot]);
  return (JSON.parse(text) as { tree: string }).tree;
}
