import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { BackUpInput, BackUpProgress, BackUpResult } from "../services/snapshots/vault.ts";
import type { RunOptions, Vault } from "../services/snapshots/vault.ts";
import { type MemoryInBackUp, withMemoryCopy } from "./back-up-memory.ts";
import {
  type MemoryRestore,
  restoreMemory,
  type RestoreMemoryInput,
  type RestoreMemoryRun,
} from "./restore-memory.ts";

export interface BackUpMemoryInput extends Omit<
  BackUpInput,
  "paths" | "stdin" | "workingFolder" | "pathsShown"
> {
  /** Files and folders besides memory and its documents. */
  readonly paths?: BackUpInput["paths"];
  /** A folder for the copy while it is backed up; the system's for temporary files when absent. */
  readonly scratch?: string;
}

export type BackUpMemoryResult = BackUpResult & { readonly memory: MemoryInBackUp };

export type RestoreInput = Omit<RestoreMemoryInput, "url" | "home"> & {
  /** For what is kept aside; beside the database when absent, or in the user's home for a server's. */
  readonly home?: string;
};

/** Makes a snapshot that holds the memory of a database, its documents, and what else is named. */
export function backUpMemory(
  url: string,
  vault: Vault,
  { scratch = tmpdir(), paths = [], ...input }: BackUpMemoryInput = {},
  run: RunOptions<BackUpProgress> = {},
): Promise<BackUpMemoryResult> {
  const { signal } = run;
  const place = { url, scratch, cwd: process.cwd(), ...(signal !== undefined && { signal }) };
  return withMemoryCopy({ ...input, paths }, place, async (whole, memory) => ({
    ...(await vault.backUp(whole, run)),
    memory,
  }));
}

/** Brings the memory of a database back from a snapshot of a vault. */
export function restoreMemoryFrom(
  url: string,
  vault: Vault,
  { home, ...input }: RestoreInput,
  run?: RestoreMemoryRun,
): Promise<MemoryRestore> {
  const usual = url.includes("://") ? join(homedir(), "restera-memory") : dirname(url);
  return restoreMemory(vault, { ...input, url, home: home ?? usual }, run);
}
