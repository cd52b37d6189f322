import { hostname, uptime } from "node:os";
import { ResteraError, problemOf } from "../../foundation/errors.ts";
import { parseGoTime } from "../../foundation/go-time.ts";
import { type CallOptions, StoreError } from "../../stores/objects/object-store.ts";
import { fetchAhead, type SizedObject } from "./fetch-ahead.ts";
import type { VaultObjects } from "./vault-objects.ts";

/** restic's: whoever has not refreshed a lock for so long is gone. */
export const STALE_MS = 30 * 60_000;

/** A lock file, as restic writes it. */
export interface LockInfo {
  readonly id: string;
  readonly time: string;
  readonly exclusive: boolean;
  readonly hostname: string;
  readonly username: string;
  readonly pid: number;
  /** When its holder began. Ours alone have it; `time` is that of the last refresh. */
  readonly started?: string;
  /** What its holder does, where that must not be done twice at once. Ours alone have it. */
  readonly purpose?: string;
}

/**
 * All locks; empty and vanished files are passed over, as restic does, and those with other names: what a killed
 * restic was writing, or the user's system put there. One that is no lock goes to `onDamaged`; without that, throws `lock-unreadable`.
 */
export async function listLocks(
  objects: VaultObjects,
  options: CallOptions & { readonly onDamaged?: (id: string) => void } = {},
): Promise<LockInfo[]> {
  const files: SizedObject[] = [];
  for await (const file of objects.listSized("locks", options)) if (file.size > 0) files.push(file);
  const locks: LockInfo[] = [];
  const fetch = (id: string): Promise<Buffer> => objects.fetch("locks", id, options);
  for await (const { id, content } of fetchAhead(files, fetch)) {
    try {
      locks.push(decodeLock(id, objects.openStored("locks", id, await content)));
    } catch (error) {
      if (error instanceof StoreError && error.code === "not-found") continue;
      if (!(error instanceof ResteraError && error.code === "damaged")) throw error;
      if (options.onDamaged === undefined) {
        const problem = String(error.details.problem);
        throw new ResteraError("lock-unreadable", { lock: id, problem, cause: error });
      }
      options.onDamaged(id);
    }
  }
  return locks;
}

/** What is left out is empty, as Go reads it; what has another type makes the lock damaged. */
function decodeLock(id: string, text: Buffer): LockInfo {
  const object = `lock ${id}`;
  let json: unknown;
  try {
    json = JSON.parse(text.toString("utf8"));
  } catch (cause) {
    throw new ResteraError("damaged", { object, problem: problemOf(cause), cause });
  }
  const fields = (json ?? {}) as { readonly [name: string]: unknown };
  const { time = "", exclusive = false, hostname = "", username = "", pid = 0 } = fields;
  const { started, purpose } = fields;
  const texts = [time, hostname, username].every((text) => typeof text === "string");
  if (!texts || typeof exclusive !== "boolean" || !Number.isSafeInteger(pid)) {
    throw new ResteraError("damaged", { object, problem: "its fields are not those of a lock" });
  }
  return {
    ...({ id, time, exclusive, hostname, username, pid } as LockInfo),
    ...(typeof started === "string" ? { started } : {}),
    ...(typeof purpose === "string" ? { purpose } : {}),
  };
}

/** True for a lock of this machine and this boot whose process is gone. */
export function isDeadHere(lock: LockInfo): boolean {
  if (lock.hostname !== hostname() || lock.pid === process.pid) return false;
  const time = parseGoTime(lock.time);
  const bootMs = Date.now() - uptime() * 1000;
  if (time === undefined || Number(time / 1_000_000n) < bootMs) return false;
  return !isRunning(lock.pid);
}

/** True when a process of this machine has this number. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}

/** True when restic too would remove the lock with `unlock`: half an hour old, or its process is gone. */
export function isStale(lock: LockInfo): boolean {
  const time = parseGoTime(lock.time);
  const oldMs = time === undefined ? 0 : Date.now() - Number(time / 1_000_000n);
  return oldMs > STALE_MS || (lock.hostname === hostname() && !isRunning(lock.pid));
}
