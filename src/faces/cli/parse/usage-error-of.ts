import type { Command, CommanderError } from "commander";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import {
  formatMessage,
  type Language,
  type Message,
  type MessageParameters,
} from "../../../foundation/messages/format-message.ts";
import { resticCommandMessages } from "../../../foundation/messages/restic-command-messages.ts";
import { valueNames } from "../../../foundation/messages/help-everywhere.ts";
import { UsageError } from "../usage-error.ts";

/** What commander's errors are in our words; the quoted part of its English text says what about. */
const explanations: Readonly<Record<string, { message: Message; parameter: string }>> = {
  "commander.unknownCommand": { message: cliMessages.unknownCommand, parameter: "command" },
  "commander.unknownOption": { message: cliMessages.unknownOption, parameter: "option" },
  "commander.missingArgument": { message: cliMessages.missingArgument, parameter: "argument" },
  "commander.optionMissingArgument": { message: cliMessages.missingValue, parameter: "option" },
  "commander.excessArguments": { message: cliMessages.tooManyArguments, parameter: "extra" },
};

/** Translates an error of commander; `group` is the command that lacks a verb. */
export function usageErrorOf(error: CommanderError, group?: Command): UsageError {
  if (group !== undefined) {
    const verbs = group.commands.map((command) => command.name()).join(", ");
    return new UsageError(cliMessages.missingVerb, { command: group.name(), verbs });
  }
  const [first = "", ...rest] = error.message.split("\n");
  const text = first.replace(/^error: /, "");
  const explanation = explanations[error.code];
  if (explanation === undefined) {
    return new UsageError({ en: text, fr: text });
  }
  const subject = subjectOf(error.code, text);
  const isUnknown = error.code === "commander.unknownCommand";
  if (isUnknown && Object.hasOwn(resticCommandMessages, subject)) {
    return new UsageError(resticCommandMessages[subject]!);
  }
  if (error.code === "commander.missingArgument") {
    return missingArgument(subject);
  }
  const suggestion = /\(Did you mean (?:one of )?(.*)\?\)/.exec(rest.join("\n"))?.[1];
  return withSuggestion(explanation.message, { [explanation.parameter]: subject }, suggestion);
}

/** An argument is called by the kind of its value, which each language has its own name for. */
function missingArgument(kind: string): UsageError {
  const name = (valueNames as Record<string, Message>)[kind] ?? { en: kind, fr: kind };
  const say = (language: Language) =>
    formatMessage(cliMessages.missingArgument, { argument: name[language] }, language);
  return new UsageError({ en: say("en"), fr: say("fr") });
}

function subjectOf(code: string, text: string): string {
  if (code === "commander.excessArguments") {
    return /Expected .*: (.*)$/.exec(text)?.[1]?.replace(/\.$/, "") ?? text;
  }
  const quoted = /'(.*)'/s.exec(text)?.[1] ?? text;
  // `-t, --target <value>`: as it would be typed.
  return code === "commander.optionMissingArgument" ? quoted.replace(/ <.*$/, "") : quoted;
}

function withSuggestion(
  message: Message,
  parameters: MessageParameters,
  suggestion: string | undefined,
): UsageError {
  if (suggestion === undefined) {
    return new UsageError(message, parameters);
  }
  const { didYouMean } = cliMessages;
  return new UsageError(
    { en: `${message.en} ${didYouMean.en}`, fr: `${message.fr} ${didYouMean.fr}` },
    { ...parameters, suggestion },
  );
}
