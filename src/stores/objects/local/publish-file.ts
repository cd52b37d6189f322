import { randomUUID } from "node:crypto";
import { link, lstat, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isSystemError } from "../../../foundation/errors.ts";

/** A claim whose owner has not finished after this long belongs to a process that died. */
const claimStaleMs = 60_000;
const claimPollMs = 20;

/**
 * Gives a finished, synced file its final name, if that name is free; one of several racers wins.
 * The source keeps its name too where hard links exist. False when the name was taken.
 */
export async function publishFile(source: string, target: string): Promise<boolean> {
  try {
    await link(source, target);
    return true;
  } catch (error) {
    if (isSystemError(error, "EEXIST")) return false;
    // exFAT, many network and FUSE file systems have no hard links.
    if (isSystemError(error, "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK")) {
      return renameUnderClaim(source, target);
    }
    throw error;
  }
}

/**
 * `rename` replaces what is there, so a claim file beside the target decides who may rename. The
 * target is never seen half written.
 */
export async function renameUnderClaim(source: string, target: string): Promise<boolean> {
  const claim = join(dirname(target), `.${basename(target)}.claim`);
  for (;;) {
    if (await exists(target)) return false;
    if (await takeClaim(claim)) break;
    await sleep(claimPollMs);
  }
  try {
    if (await exists(target)) return false;
    await rename(source, target);
    return true;
  } catch (error) {
    // A deletion's mark, which is a folder, took the name.
    if (isSystemError(error, "EISDIR", "EEXIST", "ENOTEMPTY")) return false;
    throw error;
  } finally {
    await rm(claim, { force: true });
  }
}

async function takeClaim(claim: string): Promise<boolean> {
  try {
    await (await open(claim, "wx", 0o600)).close();
    return true;
  } catch (error) {
    if (!isSystemError(error, "EEXIST")) throw error;
  }
  await removeStaleClaim(claim);
  return false;
}

async function removeStaleClaim(claim: string): Promise<void> {
  try {
    const { mtimeMs } = await stat(claim);
    if (Date.now() - mtimeMs < claimStaleMs) return;
    // Renaming first lets only one of several racers remove it.
    const aside = `${claim}-${randomUUID()}`;
    await rename(claim, aside);
    await rm(aside, { force: true });
  } catch (error) {
    if (!isSystemError(error, "ENOENT")) throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return false;
    throw error;
  }
}
