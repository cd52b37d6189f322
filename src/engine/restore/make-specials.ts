import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { renameSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { isSystemError } from "../../foundation/errors.ts";
import { type FsPath } from "../../foundation/fs-path.ts";
import { isLongPath, withReach } from "../disk/reach.ts";
import type { PlannedItem } from "./plan.ts";
import type { RestoreRun } from "./restore-run.ts";

/** So many paths of 4 KiB fit into one command line everywhere. */
const PIPES_AT_ONCE = 24;
const TIMEOUT_MS = 60_000;

const runProgram = promisify(execFile);

/**
 * Makes named pipes and devices with the programs `mkfifo` and `mknod`, because Node cannot. Calls
 * `finish` for each one that was made; what could not be is that path's problem.
 */
export async function makeSpecials(
  items: readonly PlannedItem[],
  target: string,
  run: RestoreRun,
  finish: (item: PlannedItem) => void,
): Promise<void> {
  const pipes = items.filter(({ type }) => type === "fifo");
  for (let from = 0; from < pipes.length; from += PIPES_AT_ONCE) {
    await makePipes(pipes.slice(from, from + PIPES_AT_ONCE), target, run, finish);
  }
  for (const item of items) {
    if (item.type === "fifo") continue;
    await run.attempt(item.path, async () => {
      const place = placeFor(item, target);
      const { major, minor } = deviceNumbers(item.node!.device ?? 0n);
      const kind = item.type === "dev" ? "b" : "c";
      await callProgram("mknod", [place.made, kind, String(major), String(minor)]);
      moveInto(place);
      finish(item);
    });
  }
}

/** All at once; one by one when that fails, to know which. */
async function makePipes(
  items: readonly PlannedItem[],
  target: string,
  run: RestoreRun,
  finish: (item: PlannedItem) => void,
): Promise<void> {
  const places = items.map((item) => placeFor(item, target));
  const failure = await callProgram(
    "mkfifo",
    places.map(({ made }) => made),
  ).catch((error: unknown) => error);
  if (failure !== undefined && items.length > 1) {
    for (const item of items) await makePipes([item], target, run, finish);
    return;
  }
  for (const [i, item] of items.entries()) {
    await run.attempt(item.path, () => {
      if (failure !== undefined) throw failure;
      moveInto(places[i]!);
      finish(item);
    });
  }
}

/** Where something is made, and where it belongs. */
interface Place {
  readonly made: string;
  readonly path: FsPath;
}

/**
 * A program's arguments are text and not too long: what cannot be one is made in the target and moved,
 * and so is what takes the place of something else.
 */
function placeFor({ path, replaces }: PlannedItem, target: string): Place {
  const isDirect = typeof path === "string" && !isLongPath(path) && replaces !== "other";
  const made = isDirect ? path : join(target, `.restera-${randomBytes(8).toString("hex")}`);
  return { made, path };
}

function moveInto({ made, path }: Place): void {
  if (made !== path) withReach(path, (access) => renameSync(made, access));
}

/** The system's own reason when the program says one: the last part of `mknod: /x: Operation not permitted`. */
async function callProgram(program: string, args: readonly string[]): Promise<void> {
  try {
    await runProgram(program, ["-m", "600", "--", ...args], {
      timeout: TIMEOUT_MS,
    });
  } catch (error) {
    if (isSystemError(error, "ENOENT")) {
      throw problem("ENOENT", `the program ${program}, which makes it, is not installed`);
    }
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
    const reason = said.split(": ").at(-1) || String(error);
    throw problem("EPERM", `${program} could not make it: ${reason}`);
  }
}

/** Shaped like an error of the file system, which is one path's problem. */
function problem(code: string, text: string): Error {
  return Object.assign(new Error(text), { code, syscall: "mknod" });
}

/** Linux's `dev_t`: 12 bits of the major number, 8 of the minor, 12 more of the minor, and so on. */
export function deviceNumbers(device: bigint): { major: bigint; minor: bigint } {
  return {
    major: ((device >> 8n) & 0xfffn) | ((device >> 32n) & 0xffff_f000n),
    minor: (device & 0xffn) | ((device >> 12n) & 0xffff_ff00n),
  };
}
