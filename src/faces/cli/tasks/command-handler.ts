import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { ResteraError } from "../../../foundation/errors.ts";
import type { Json, Task, TaskProgress } from "../../../services/tasks/task.ts";
import type { TaskHandler, TaskRun } from "../../../services/tasks/task-run.ts";
import { exitCodes } from "../exit-code.ts";
import type { System } from "../system.ts";
import { commandOf } from "./command-input.ts";
import { programFile } from "./program-file.ts";

/** How long a command that was asked to stop may take for it. */
const stopTimeoutMs = 30_000;
/** How long its outputs are read once it is gone. */
const lastWordsMs = 2000;

/** What a command said, as far as a task keeps it. */
interface Told {
  summary?: Json;
  problem?: { readonly code: string; readonly message: string };
}

/**
 * Runs a command of ours in a process of its own: it can neither take the supervisor down with it nor outlive it. Its
 * messages become the task's progress, log and result.
 */
export function commandHandler(system: Pick<System, "environment">): TaskHandler {
  return async (run) => {
    const command = commandOf(run.task)!;
    if (!existsSync(command.cwd)) throw new ResteraError("path-missing", { path: command.cwd });
    const child = spawn(process.execPath, [programFile, "--json", "--no-input", ...command.words], {
      cwd: command.cwd,
      env: environmentOf(system, run.task),
      // Ctrl-C on a terminal is for this process, which then says what becomes of the task.
      detached: process.platform !== "win32",
      // The channel closes when this process ends, however it does: the command then stops too.
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const exit = once(child, "exit") as Promise<[number | null, string | null]>;
    exit.catch(() => undefined);
    const closed = once(child, "close").catch(() => undefined);
    const told: Told = {};
    createInterface(child.stdout!).on("line", (line) => hear(line, run, told));
    createInterface(child.stderr!).on("line", (line) => hear(line, run, told));
    let killer: NodeJS.Timeout | undefined;
    const stop = (): void => {
      child.kill("SIGTERM");
      killer = setTimeout(() => killAll(child), stopTimeoutMs);
    };
    if (run.signal.aborted) stop();
    run.signal.addEventListener("abort", stop);
    try {
      if (child.pid !== undefined) await run.childStarted(child.pid);
      const [code, killedBy] = await exit;
      // What it started may have inherited its outputs, and outlive it.
      await Promise.race([closed, sleep(lastWordsMs, undefined, { ref: false })]);
      return resultOf(run, code, killedBy, told);
    } finally {
      clearTimeout(killer);
      run.signal.removeEventListener("abort", stop);
      if (run.signal.aborted || child.exitCode === null) killAll(child);
      child.stdout!.destroy();
      child.stderr!.destroy();
    }
  };
}

/** It leads a group of processes, in which is what it started. */
function killAll(child: ChildProcess): void {
  child.kill("SIGKILL");
  if (child.pid === undefined || process.platform === "win32") return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // Nobody is left.
  }
}

function environmentOf(
  { environment }: Pick<System, "environment">,
  task: Task,
): NodeJS.ProcessEnv {
  const own = commandOf(task)!.environment;
  const names = Object.keys(own).filter((name) => name.includes("_PASSWORD_"));
  return {
    ...environment,
    // A password of the supervisor's own is not the one this command asks for.
    ...(names.length > 0 && { RESTERA_PASSWORD: undefined, RESTIC_PASSWORD: undefined }),
    ...own,
    LANG: "C.UTF-8",
    LC_ALL: undefined,
    RESTERA_TASK: task.id,
    ...(task.attempt > 1 && { RESTERA_TASK_RESUMES: new Date(task.createdMs).toISOString() }),
  };
}

/** One line of either output. */
function hear(line: string, run: TaskRun, told: Told): void {
  const message = parsed(line);
  if (message === undefined) {
    if (line.trim() !== "") run.log(line);
    return;
  }
  if (message["message_type"] === "status") run.progress(progressOf(message));
  else if (message["message_type"] === "exit_error") {
    told.problem = { code: String(message["reason"]), message: String(message["message"]) };
  } else if (message["message_type"] === "summary") told.summary = message as Json;
  else run.log(line);
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

/** restic's `status` message, which ours is too. */
function progressOf(message: Readonly<Record<string, unknown>>): TaskProgress {
  const number = (name: string, ...others: string[]) =>
    [name, ...others].map((each) => message[each]).find((value) => typeof value === "number");
  const [bytesDone, bytesTotal] = [number("bytes_done", "bytes_restored"), number("total_bytes")];
  const [itemsDone, itemsTotal] = [number("files_done", "files_restored"), number("total_files")];
  const secondsLeft = number("seconds_remaining");
  const [currentItem] = (message["current_files"] as string[] | undefined) ?? [];
  const phase = message["phase"];
  return {
    ...(typeof phase === "string" && { phase }),
    ...(bytesDone !== undefined && { bytesDone }),
    ...(bytesTotal !== undefined && { bytesTotal }),
    ...(itemsDone !== undefined && { itemsDone }),
    ...(itemsTotal !== undefined && { itemsTotal }),
    ...(secondsLeft !== undefined && { secondsLeft }),
    ...(currentItem !== undefined && { currentItem }),
  };
}

/** A command that did its work in part is done; its log names what was missing. */
function resultOf(
  { task, signal }: TaskRun,
  code: number | null,
  killedBy: string | null,
  { summary, problem }: Told,
): Json {
  if (signal.aborted) throw signal.reason;
  if (code === exitCodes.done || code === exitCodes.partly) {
    const partly = code === exitCodes.partly || undefined;
    return { exit_code: code, partly, ...(summary !== undefined && { summary }) };
  }
  const command = `restera ${commandOf(task)!.words.join(" ")}`;
  if (killedBy !== null) throw new ResteraError("task-killed", { command, signal: killedBy });
  throw new ResteraError("task-failed", {
    command,
    code: code ?? "",
    problem: problem?.message ?? "no reason given",
  });
}
