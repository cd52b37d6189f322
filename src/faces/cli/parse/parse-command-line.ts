import { Command, CommanderError, Option } from "commander";
import type { ArgumentSpec, CommandSpec, OptionSpec } from "../registry/command-spec.ts";
import { usageErrorOf } from "./usage-error-of.ts";

/** What a command line asks for. */
export type CommandLine =
  | {
      readonly kind: "run";
      /** The words that name the command: `["keys", "add"]`. */
      readonly path: readonly string[];
      readonly spec: CommandSpec;
      /** Every value typed, by option name; a switch has an empty text for each time. */
      readonly values: ReadonlyMap<string, readonly string[]>;
      readonly arguments: readonly string[];
    }
  | { readonly kind: "help"; readonly path: readonly string[] }
  | { readonly kind: "version" };

/** What one parse finds out; commander tells it through events. */
interface Findings {
  readonly values: Map<string, string[]>;
  found?: Extract<CommandLine, { kind: "run" }>;
  helpFor?: Command;
}

/**
 * Reads the words after the program's name. Throws `UsageError`, with the nearest command or option
 * when one was misspelt.
 */
export function parseCommandLine(
  words: readonly string[],
  registry: readonly CommandSpec[],
  everywhere: readonly OptionSpec[],
): CommandLine {
  const findings: Findings = { values: new Map() };
  const program = newCommand("restera", findings);
  program.version("-", "-V, --version").enablePositionalOptions();
  addOptions(program, everywhere, findings);
  for (const spec of registry) {
    // Of a command that is not named, the name is enough: options are what takes time to add.
    const isNamed = words.includes(spec.name);
    const command = isNamed
      ? commandOf(spec, [spec.name], everywhere, findings)
      : newCommand(spec.name, findings);
    program.addCommand(command);
  }
  try {
    program.parse(expandVerbosity(words), { from: "user" });
  } catch (error) {
    return withoutRun(error, findings, program);
  }
  return findings.found ?? { kind: "help", path: [] };
}

function newCommand(name: string, findings: Findings): Command {
  return new Command(name)
    .exitOverride()
    .helpCommand(false)
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
    .configureHelp({
      formatHelp: (command) => {
        findings.helpFor = command;
        return "";
      },
    });
}

function commandOf(
  spec: CommandSpec,
  path: readonly string[],
  everywhere: readonly OptionSpec[],
  findings: Findings,
): Command {
  const command = newCommand(spec.name, findings);
  addOptions(command, [...(spec.options ?? []), ...everywhere], findings);
  for (const argument of spec.arguments ?? []) {
    command.argument(argumentText(argument));
  }
  for (const verb of spec.commands ?? []) {
    command.addCommand(commandOf(verb, [...path, verb.name], everywhere, findings));
  }
  if (spec.commands) {
    command.enablePositionalOptions();
  }
  if (spec.load) {
    command.action(() => {
      findings.found = {
        kind: "run",
        path,
        spec,
        values: findings.values,
        arguments: command.args,
      };
    });
  }
  return command;
}

/** Commander only needs a name to complain with: the kind, which has a name in every language. */
function argumentText({ value, optional, repeat }: ArgumentSpec): string {
  const inner = repeat ? `${value}...` : value;
  return optional ? `[${inner}]` : `<${inner}>`;
}

function addOptions(command: Command, specs: readonly OptionSpec[], findings: Findings): void {
  for (const spec of specs) {
    const value = spec.value ? " <value>" : "";
    const short = spec.short ? `-${spec.short}, ` : "";
    addOption(command, `${short}--${spec.name}${value}`, spec.name, findings);
    for (const alias of spec.aliases ?? []) {
      addOption(command, `--${alias}${value}`, spec.name, findings);
    }
  }
}

/** Every occurrence is collected, in order, so that repeated options need no special case. */
function addOption(command: Command, flags: string, name: string, findings: Findings): void {
  const option = new Option(flags);
  command.addOption(option);
  command.on(`option:${option.name()}`, (value: string | null | undefined) => {
    const values = findings.values.get(name) ?? [];
    values.push(value ?? "");
    findings.values.set(name, values);
  });
}

/** restic also takes `--verbose=2`. */
function expandVerbosity(words: readonly string[]): string[] {
  const end = words.indexOf("--");
  return words.flatMap((word, index) => {
    const level = end === -1 || index < end ? /^--verbose=([0-9])$/.exec(word)?.[1] : undefined;
    return level === undefined ? [word] : Array.from({ length: Number(level) }, () => "--verbose");
  });
}

/** Commander ends everything but a run by throwing. */
function withoutRun(error: unknown, findings: Findings, program: Command): CommandLine {
  if (!(error instanceof CommanderError)) {
    throw error;
  }
  if (error.code === "commander.version") {
    return { kind: "version" };
  }
  const { helpFor } = findings;
  const asked = error.code === "commander.helpDisplayed";
  if (helpFor !== undefined && (asked || helpFor === program)) {
    return { kind: "help", path: pathOf(helpFor) };
  }
  throw usageErrorOf(error, helpFor);
}

function pathOf(command: Command): string[] {
  return command.parent ? [...pathOf(command.parent), command.name()] : [];
}
