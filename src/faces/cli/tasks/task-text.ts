import { nouns } from "../../../foundation/messages/nouns.ts";
import { taskMessages } from "../../../foundation/messages/task-messages.ts";
import type { Task, TaskProgress } from "../../../services/tasks/task.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatCount, formatDuration, formatPercent, formatSize } from "../output/format-values.ts";
import { shellQuote } from "../output/shell-quote.ts";
import { commandOf } from "./command-input.ts";
import { formatTime } from "../output/format-values.ts";
import { timeOf } from "./task-json.ts";

type Speaker = Pick<CommandContext, "language" | "text">;

export function shownTime(ms: number | undefined): string {
  return ms === undefined ? "" : formatTime(timeOf(ms)!);
}

/** How far it is: `34%  1.2 MiB / 3.4 MiB  12 files  5 s left`. */
export function progressText(progress: TaskProgress, { language }: Speaker): string {
  const { bytesDone = 0, bytesTotal, itemsDone = 0, secondsLeft, phase } = progress;
  return [
    phase ?? "",
    bytesTotal ? formatPercent(bytesDone / bytesTotal, language) : "",
    bytesDone > 0 ? formatSize(bytesDone, language) : "",
    itemsDone > 0 ? formatCount(itemsDone, nouns.file, language) : "",
    secondsLeft === undefined ? "" : `−${formatDuration(secondsLeft, language)}`,
  ]
    .filter((part) => part !== "")
    .map(escapeText)
    .join("  ");
}

/** One line about how it ended or where it is. */
export function outcomeText(task: Task, speaker: Speaker): string {
  if (task.problem) return escapeText(task.problem.message.split("\n")[0]!);
  if (task.state === "running") return progressText(task.progress, speaker);
  const result = task.result as { exit_code?: number; summary?: { snapshot_id?: string } } | null;
  if (result?.exit_code === exitCodes.partly) return speaker.text(taskMessages.partly);
  const id = result?.summary?.snapshot_id;
  return id === undefined ? "" : speaker.text(taskMessages.snapshotOutcome, { id: id.slice(0, 8) });
}

/** The command line of a task or schedule, to be read. */
export function commandText(task: Pick<Task, "handler" | "input" | "kind">): string {
  const words = commandOf(task)?.words;
  return escapeText(words === undefined ? task.kind : words.map(shellQuote).join(" "));
}

export function tookText(task: Task, { language }: Speaker): string {
  const { startedMs, finishedMs } = task;
  if (startedMs === undefined) return "";
  const endMs = finishedMs ?? (task.state === "running" ? Date.now() : undefined);
  return endMs === undefined ? "" : formatDuration(Math.max(0, endMs - startedMs) / 1000, language);
}
