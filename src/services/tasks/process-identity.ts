import { execFile } from "node:child_process";
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { promisify } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";

/** A process, told from every other that had or will have its number. */
export interface ProcessIdentity {
  readonly host: string;
  /** The namespace of process numbers (a container has its own); absent where there is none. */
  readonly space?: string;
  readonly pid: number;
  /** When it started, in the system's own words; absent when the system does not say. */
  readonly started?: string;
}

const run = promisify(execFile);
const askTimeoutMs = 5000;
const endTimeoutMs = 10_000;
const endPollMs = 20;

/** Describes a process of this machine that is alive. */
export async function identifyProcess(pid: number): Promise<ProcessIdentity> {
  const space = await numberSpace();
  const started = (await startOf(pid)) ?? undefined;
  return {
    host: hostname(),
    pid,
    ...(space !== undefined && { space }),
    ...(started !== undefined && { started }),
  };
}

/** Whether it runs; `unknown` when it belongs to another machine or container. */
export async function stateOfProcess(
  process_: ProcessIdentity,
): Promise<"alive" | "dead" | "unknown"> {
  if (process_.host !== hostname() || process_.space !== (await numberSpace())) return "unknown";
  const started = await startOf(process_.pid);
  if (started === null) return "dead";
  return started === undefined || process_.started === undefined || started === process_.started
    ? "alive"
    : "dead";
}

/** Ends a process of this machine, and waits until it is gone; false when it could not be ended. */
export async function endProcess(process_: ProcessIdentity): Promise<boolean> {
  const untilMs = performance.now() + endTimeoutMs;
  while ((await stateOfProcess(process_)) === "alive") {
    if (performance.now() > untilMs) return false;
    try {
      process.kill(process_.pid, "SIGKILL");
    } catch {
      // Gone meanwhile, or not ours: the next look tells.
    }
    await sleep(endPollMs);
  }
  return true;
}

/** Null: there is no such process. Undefined: there is one, and nobody knows since when. */
async function startOf(pid: number): Promise<string | undefined | null> {
  if (process.platform === "linux") return startOnLinux(pid);
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM" ? undefined : null;
  }
  if (process.platform === "win32") return undefined;
  const options = { timeout: askTimeoutMs, env: { LC_ALL: "C", TZ: "UTC" } };
  const answer = await run("/bin/ps", ["-o", "lstart=", "-p", String(pid)], options).catch(
    () => undefined,
  );
  return answer?.stdout.trim() || undefined;
}

/** The 22nd field of /proc/PID/stat (proc(5)) counts from the boot, which has an id. A zombie is dead. */
async function startOnLinux(pid: number): Promise<string | undefined | null> {
  let stat: string;
  try {
    stat = await readFile(`/proc/${pid}/stat`, "utf8");
  } catch (error) {
    return ["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")
      ? null
      : undefined;
  }
  // The name of the program, in parentheses, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z" || fields[0] === "X") return null;
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
  return `${boot.trim()} ${fields[19]}`;
}

async function numberSpace(): Promise<string | undefined> {
  return process.platform === "linux"
    ? readlink("/proc/self/ns/pid").catch(() => undefined)
    : undefined;
}
