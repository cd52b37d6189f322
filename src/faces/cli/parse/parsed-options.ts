import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import { parseDuration } from "../../../foundation/parse-duration.ts";
import { parseSize } from "../../../foundation/parse-size.ts";
import { UsageError } from "../usage-error.ts";
import { parseTime } from "./parse-time.ts";

/** What was typed, by option; every getter checks the value and throws `UsageError`. */
export interface ParsedOptions {
  /** The option as it is typed, for messages. */
  shown(name: string): string;
  /** A variable's name, for messages: `RESTERA_PASSWORD`. */
  shownVariable(name: string): string;
  flag(name: string): boolean;
  /** How often a switch was given. */
  times(name: string): number;
  /** The last value given. */
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
  choice<const Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined;
  /** A whole number, zero or more. */
  count(name: string): number | undefined;
  /** Bytes. */
  size(name: string): number | undefined;
  /** Milliseconds. */
  duration(name: string): number | undefined;
  /** RFC 3339. */
  time(name: string): string | undefined;
}

/**
 * @param values every value typed for each option, in order; a switch has one empty text for each time
 * @param known the options of the command: reading another one is a mistake of the program
 */
export function parsedOptions(
  values: ReadonlyMap<string, readonly string[]>,
  known: ReadonlySet<string>,
): ParsedOptions {
  const all = (name: string): readonly string[] => {
    if (!known.has(name)) {
      throw new Error(`The command does not declare the option --${name}.`);
    }
    return values.get(name) ?? [];
  };
  const last = (name: string) => all(name).at(-1);

  const converted = <T>(name: string, convert: (text: string) => T | undefined): T | undefined => {
    const typed = last(name);
    if (typed === undefined) {
      return undefined;
    }
    const value = convert(typed);
    if (value === undefined) {
      throw new UsageError(cliMessages.badValue, { option: `--${name}`, value: typed });
    }
    return value;
  };

  return {
    shown: (name) => `--${name}`,
    shownVariable: (name) => name,
    flag: (name) => all(name).length > 0,
    times: (name) => all(name).length,
    text: last,
    texts: all,
    choice: (name, choices) => chosen(name, last(name), choices),
    count: (name) => converted(name, parseCount),
    size: (name) => converted(name, orNothing(parseSize)),
    duration: (name) => converted(name, orNothing(parseDuration)),
    time: (name) => converted(name, parseTime),
  };
}

function chosen<Choice extends string>(
  name: string,
  typed: string | undefined,
  choices: readonly Choice[],
): Choice | undefined {
  if (typed === undefined) {
    return undefined;
  }
  const choice = choices.find((candidate) => candidate === typed);
  if (choice === undefined) {
    throw new UsageError(cliMessages.badChoice, {
      option: `--${name}`,
      value: typed,
      choices: choices.join(", "),
    });
  }
  return choice;
}

function parseCount(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** A parser that gives undefined for what it would throw about: the option's name is known here. */
function orNothing<T>(parse: (text: string) => T): (text: string) => T | undefined {
  return (text) => {
    try {
      return parse(text);
    } catch {
      return undefined;
    }
  };
}
