import { spawn } from "node:child_process";
import { once } from "node:events";
import { problemOf, ResteraError } from "../../../foundation/errors.ts";
import type { Language } from "../../../foundation/messages/format-message.ts";
import { type Notice, noticeText } from "../notice.ts";
import type { NotifierTarget } from "../notifiers.ts";

const defaultTimeoutMs = 30_000;

/**
 * Runs a program, without a shell, with the event, the subject and the text as its last three arguments and the notice as JSON
 * on its input. Throws `notify-failed` when it fails or takes longer than half a minute.
 */
export async function runCommand(
  { words }: Extract<NotifierTarget, { kind: "command" }>,
  notice: Notice,
  language: Language,
  signal: AbortSignal,
  timeoutMs = defaultTimeoutMs,
): Promise<void> {
  const [program = "", ...args] = words;
  const failed = (problem: string, cause?: unknown) =>
    new ResteraError("notify-failed", { target: program, problem, cause });
  const { subject, body } = noticeText(notice, language);
  const child = spawn(program, [...args, notice.event, subject, body], {
    stdio: ["pipe", "ignore", "ignore"],
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    killSignal: "SIGKILL",
  });
  // A program that does not read its input may close it.
  child.stdin.on("error", () => undefined);
  child.stdin.end(JSON.stringify(notice));
  const [code, killedBy] = (await once(child, "close").catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw failed(problemOf(error), error);
  })) as [number | null, string | null];
  if (code !== 0) throw failed(killedBy ?? `exit ${code}`);
}
