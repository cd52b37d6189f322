import { ResteraError, problemOf } from "../../foundation/errors.ts";
import { cliMessages } from "../../foundation/messages/cli-messages.ts";
import { errorMessages } from "../../foundation/messages/error-messages.ts";
import {
  formatMessage,
  type Language,
  type Message,
  type MessageParameters,
} from "../../foundation/messages/format-message.ts";
import { exitCodes } from "./exit-code.ts";
import { NotedError } from "./noted-error.ts";
import { escaped, escapeText } from "./output/escape-text.ts";
import type { Output } from "./output/output.ts";
import { styleText } from "./output/style-text.ts";
import type { CommandSpec } from "./registry/command-spec.ts";
import { registry } from "./registry/registry.ts";
import { UsageError } from "./usage-error.ts";
import type { Settings } from "./system.ts";

interface Presentation {
  readonly code: number;
  readonly settings: Settings;
  readonly language: Language;
  readonly output: Output;
  /** What was typed. */
  readonly words: readonly string[];
}

/** Says on stderr what went wrong, in one to three lines; as restic's `exit_error` with --json. */
export function presentError(
  error: unknown,
  { code, settings, language, output, words }: Presentation,
): void {
  const known = asKnown(error, code);
  const lines = messageLines(known, language);
  if (settings.json) {
    output.jsonProblem({
      message_type: "exit_error",
      code,
      message: lines.join("\n"),
      reason: known.code,
    });
  } else if (code === exitCodes.cancelled) {
    output.warn(lines.join("\n"));
  } else {
    const label = styleText("red", cliMessages.error[language], output.color);
    output.warn(`${label} ${lines.join("\n")}`);
    if (code === exitCodes.usage && known.code === "usage") {
      output.warn(
        formatMessage(cliMessages.seeHelp, { command: commandOf(words, known) }, language),
      );
    }
  }
  if (settings.debug && error instanceof Error) {
    output.warn(stackOf(error));
  }
}

const endings: Readonly<Record<number, { reason: string; message: Message }>> = {
  [exitCodes.partly]: { reason: "partly", message: cliMessages.endedPartly },
  [exitCodes.damaged]: { reason: "damaged", message: cliMessages.endedDamaged },
  [exitCodes.conflicts]: { reason: "conflicts", message: cliMessages.endedConflicts },
};

/** With --json, the last line of a command that told by itself what was not as it should be; it has one as after an error. */
export function presentEnd(
  code: number,
  { settings, language, output }: Pick<Presentation, "settings" | "language" | "output">,
): void {
  if (!settings.json || code === exitCodes.done) return;
  const { reason, message } = endings[code] ?? {
    reason: "failed",
    message: cliMessages.endedFailed,
  };
  output.jsonProblem({ message_type: "exit_error", code, message: message[language], reason });
}

/** The error itself, or the nearest of our own that says the same. */
function asKnown(error: unknown, code: number): ResteraError {
  if (error instanceof ResteraError) {
    return error;
  }
  return code === exitCodes.cancelled
    ? new ResteraError("cancelled", { cause: error })
    : new ResteraError("internal", { problem: problemOf(error), cause: error });
}

/** The message in lines that no path and no other program's words can break or fool. */
function messageLines(error: ResteraError, language: Language): string[] {
  const say = (message: Message, parameters: MessageParameters) =>
    formatMessage(message, escaped(parameters), language).split("\n");
  if (error instanceof UsageError) {
    return say(error.explanation, error.parameters);
  }
  const lines = say(errorMessages[error.code], error.details);
  return error instanceof NotedError ? [...lines, ...say(error.note, error.noteParameters)] : lines;
}

function stackOf(error: Error): string {
  const stack = (error.stack ?? String(error)).split("\n").map(escapeText).join("\n");
  return error.cause instanceof Error ? `${stack}\n  ← ${stackOf(error.cause)}` : stack;
}

/** The command that was meant, for the hint at its help. */
function commandOf(words: readonly string[], error: ResteraError): string {
  const unknown = error instanceof UsageError ? String(error.parameters["command"]) : "";
  const at = words.findIndex((word) => registry.some(({ name }) => name === word));
  // After a word that is none, `list` is no command any more.
  if (at === -1 || words.slice(0, at).includes(unknown)) return "restera";
  const found: string[] = [];
  let commands: readonly CommandSpec[] | undefined = registry;
  for (const word of words.slice(at)) {
    const command: CommandSpec | undefined = commands?.find(({ name }) => name === word);
    if (command === undefined) break;
    found.push(command.name);
    commands = command.commands;
  }
  return ["restera", ...found].join(" ");
}
