import { readdir, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isSystemError, problemOf, ResteraError } from "../../foundation/errors.ts";
import type { DoctorCode } from "../../foundation/messages/doctor-messages.ts";
import { readKey } from "./key-store.ts";
import { sharesDisk } from "./shares-disk.ts";
import type { Snapshot, Vault } from "./vault.ts";

/** One thing that was looked at. */
export interface Diagnosis {
  readonly level: "ok" | "warning" | "error";
  /** What was found; the catalogue has its words. */
  readonly code: DoctorCode;
  readonly details: Readonly<Record<string, string | number>>;
}

export interface DoctorInput {
  /** `24.3.0` */
  readonly nodeVersion: string;
  readonly homeFolder: string;
  readonly keysFolder: string;
  readonly temporaryFolder: string;
  readonly url: string;
  readonly keyName: string;
  /** The vault's own folder when it is a local one. */
  readonly vaultFolder?: string;
  readonly nowMs: number;
  /** Throws what opening does. */
  openVault(): Promise<Vault>;
  readonly signal?: AbortSignal;
}

const LEAST_NODE = 24;
const LOW_SPACE_BYTES = 2 ** 30;
const LOW_SPACE_SHARE = 0.05;
const CLOCK_TOLERANCE_MS = 2 * 60_000;
const OLD_BACKUP_MS = 7 * 86_400_000;
const DAY_MS = 86_400_000;
/** This program is younger: an earlier time is a clock that was never set. */
const EARLIEST_MS = Date.UTC(2025, 0, 1);

/** Looks at all that backups on this machine depend on, in the order in which one would mend it. */
export async function* diagnose(input: DoctorInput): AsyncGenerator<Diagnosis> {
  yield nodeVersion(input);
  yield clock(input);
  yield* keyFiles(input);
  yield await freeSpace(input.temporaryFolder, "space-temporary");
  if (input.vaultFolder !== undefined) yield await freeSpace(input.vaultFolder, "space-vault");
  yield* vaultOf(input);
}

function nodeVersion({ nodeVersion: version }: DoctorInput): Diagnosis {
  const isNew = Number(version.split(".")[0]) >= LEAST_NODE;
  const details = { version, least: LEAST_NODE };
  return isNew
    ? { level: "ok", code: "node", details }
    : { level: "error", code: "node-old", details };
}

function clock({ nowMs }: DoctorInput): Diagnosis {
  const details = { time: new Date(nowMs).toISOString() };
  return nowMs < EARLIEST_MS
    ? { level: "error", code: "clock-unset", details }
    : { level: "ok", code: "clock", details };
}

/** Whoever can read a key file can open the vault. */
async function* keyFiles(input: DoctorInput): AsyncGenerator<Diagnosis> {
  let names: string[];
  try {
    names = await readdir(input.keysFolder);
  } catch (error) {
    if (!isSystemError(error, "ENOENT", "ENOTDIR")) {
      const details = { path: input.keysFolder, problem: problemOf(error) };
      yield { level: "error", code: "keys-unreadable", details };
    }
    return;
  }
  let open = 0;
  for (const path of [input.keysFolder, ...names.map((name) => join(input.keysFolder, name))]) {
    const { mode } = await stat(path);
    // Windows has no such bits.
    if (process.platform === "win32" || (mode & 0o077) === 0) continue;
    open++;
    const found = (mode & 0o777).toString(8).padStart(4, "0");
    const wanted = path === input.keysFolder ? "0700" : "0600";
    yield { level: "error", code: "key-open", details: { path, found, wanted } };
  }
  const keys = names.filter((name) => name.endsWith(".password")).length;
  if (open === 0) yield { level: "ok", code: "keys", details: { path: input.keysFolder, keys } };
  const kept = await readKey(input.keysFolder, input.keyName);
  if (kept?.record.vaultId !== undefined && kept.record.recoveryKeyId === undefined) {
    yield { level: "warning", code: "no-recovery", details: { path: kept.passwordFile } };
  }
}

async function freeSpace(
  path: string,
  code: "space-temporary" | "space-vault",
): Promise<Diagnosis> {
  try {
    const { bavail, blocks, bsize } = await statfs(await existing(path));
    const free = bavail * bsize;
    const isLow = free < LOW_SPACE_BYTES || free < blocks * bsize * LOW_SPACE_SHARE;
    const details = { path, free };
    return isLow
      ? { level: "warning", code: "space-low", details }
      : { level: "ok", code, details };
  } catch (error) {
    return {
      level: "error",
      code: "folder-unusable",
      details: { path, problem: problemOf(error) },
    };
  }
}

/** The nearest folder above that is there. */
async function existing(path: string): Promise<string> {
  try {
    await stat(path);
    return path;
  } catch (error) {
    const parent = dirname(path);
    if (parent === path || !isSystemError(error, "ENOENT")) throw error;
    return existing(parent);
  }
}

async function* vaultOf(input: DoctorInput): AsyncGenerator<Diagnosis> {
  let vault: Vault;
  try {
    vault = await input.openVault();
  } catch (error) {
    if (input.signal?.aborted) throw error;
    const problem =
      error instanceof ResteraError ? error.message.split("\n")[0]! : problemOf(error);
    yield { level: "error", code: "vault-closed", details: { url: input.url, problem } };
    return;
  }
  try {
    yield* inside(vault, input);
  } finally {
    await vault.close();
  }
}

async function* inside(vault: Vault, input: DoctorInput): AsyncGenerator<Diagnosis> {
  const run = input.signal === undefined ? {} : { signal: input.signal };
  const snapshots = await vault.snapshots({}, run);
  const details = { url: vault.url, id: vault.id.slice(0, 8), snapshots: snapshots.length };
  yield { level: "ok", code: "vault", details };
  for (const { stale, username, hostname, time } of await vault.locks(run)) {
    const lock = { who: `${username}@${hostname}`, since: time };
    yield stale
      ? { level: "warning", code: "lock-stale", details: lock }
      : { level: "ok", code: "lock", details: lock };
  }
  yield* newestSnapshot(snapshots.at(-1), input);
}

async function* newestSnapshot(
  newest: Snapshot | undefined,
  { nowMs, vaultFolder }: DoctorInput,
): AsyncGenerator<Diagnosis> {
  if (newest === undefined) {
    yield { level: "warning", code: "never-backed-up", details: {} };
    return;
  }
  const ageMs = nowMs - Date.parse(newest.time);
  const details = {
    time: newest.time,
    id: newest.id.slice(0, 8),
    days: Math.floor(ageMs / DAY_MS),
  };
  if (ageMs < -CLOCK_TOLERANCE_MS) yield { level: "warning", code: "clock-behind", details };
  else if (ageMs > OLD_BACKUP_MS) yield { level: "warning", code: "backup-old", details };
  else yield { level: "ok", code: "backup", details };
  if (vaultFolder !== undefined && (await sharesDisk(vaultFolder, newest.paths))) {
    yield { level: "warning", code: "same-disk", details: { path: vaultFolder } };
  }
}
