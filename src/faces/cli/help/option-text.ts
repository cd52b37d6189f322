import { helpFrame, valueNames } from "../../../foundation/messages/help-everywhere.ts";
import {
  formatMessage,
  type Language,
  type Message,
} from "../../../foundation/messages/format-message.ts";
import type { ArgumentSpec, CommandSpec, OptionSpec } from "../registry/command-spec.ts";
import { everywhereOptions, everywhereWords } from "../registry/everywhere-options.ts";

/** An option and its words. */
export interface DescribedOption {
  readonly spec: OptionSpec;
  readonly words: Message;
}

const empty: Message = { en: "", fr: "" };

/** The options that a command's help lists: its own, and those of every command that it singles out. */
export function listedOptions(spec: CommandSpec): DescribedOption[] {
  const own = (spec.options ?? []).filter((option) => !option.hidden);
  const shown = everywhereOptions.filter((option) => spec.alsoShows?.includes(option.name));
  return [
    ...own.map((option) => ({ spec: option, words: spec.words.options?.[option.name] ?? empty })),
    ...shown.map(describeEverywhere),
  ];
}

export function describeEverywhere(option: OptionSpec): DescribedOption {
  return {
    spec: option,
    words: (everywhereWords as Record<string, Message>)[option.name] ?? empty,
  };
}

/** `-t, --target FOLDER` */
export function optionFlags(option: OptionSpec, language: Language): string {
  const short = option.short ? `-${option.short}, ` : "    ";
  return `${short}--${option.name}${option.value ? ` ${valueNames[option.value][language]}` : ""}`;
}

/** What an option is for, with its choices and its default. */
export function optionHelp({ spec, words }: DescribedOption, language: Language): string {
  const extras = [
    ...(spec.choices
      ? [formatMessage(helpFrame.oneOf, { choices: spec.choices.join(", ") }, language)]
      : []),
    ...(spec.default ? [formatMessage(helpFrame.default, { value: spec.default }, language)] : []),
    ...(spec.repeat && spec.value ? [helpFrame.repeatable[language]] : []),
  ];
  return extras.length === 0 ? words[language] : `${words[language]} (${extras.join("; ")})`;
}

/** `SNAPSHOT`, `[PATH…]` */
function argumentText(argument: ArgumentSpec, language: Language): string {
  const name = valueNames[argument.value][language] + (argument.repeat ? "…" : "");
  return argument.optional ? `[${name}]` : name;
}

/** `restera ls [options] SNAPSHOT [FOLDERS…]` */
export function usageLine(spec: CommandSpec, path: readonly string[], language: Language): string {
  const words = ["restera", ...path];
  const own = [
    ...words,
    `[${helpFrame.optionsWord[language]}]`,
    ...(spec.arguments ?? []).map((argument) => argumentText(argument, language)),
  ];
  const group = [...words, helpFrame.commandWord[language].toUpperCase(), "…"];
  // What a group does itself comes first.
  const uses = [...(spec.load ? [own] : []), ...(spec.commands ? [group] : [])];
  return uses.map((use) => use.join(" ")).join(" | ");
}
