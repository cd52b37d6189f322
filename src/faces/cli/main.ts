import { formatMessage } from "../../foundation/messages/format-message.ts";
import type { CommandContext } from "./command-context.ts";
import { problemOf, ResteraError } from "../../foundation/errors.ts";
import { exitCodeOf, exitCodes } from "./exit-code.ts";
import { languageOf } from "./language.ts";
import { escaped } from "./output/escape-text.ts";
import { createOutput } from "./output/output.ts";
import { checkValues } from "./parse/check-values.ts";
import { type CommandLine, parseCommandLine } from "./parse/parse-command-line.ts";
import { parsedOptions } from "./parse/parsed-options.ts";
import { presentEnd, presentError } from "./present-error.ts";
import { everywhereOptions } from "./registry/everywhere-options.ts";
import { registry } from "./registry/registry.ts";
import { noteRun } from "./tasks/note-run.ts";
import { composedVaults, type VaultPorts } from "./vault-access/vault-ports.ts";
import type { Settings, System } from "./system.ts";

/** Parses the command line, runs the command, presents what goes wrong; gives the exit code. */
export async function main(
  system: System,
  controller: AbortController,
  vaults: VaultPorts = composedVaults,
): Promise<number> {
  const language = languageOf(system.environment);
  const closed: { stdout: boolean; problem?: unknown } = { stdout: false };
  const onClosed = (problem?: unknown) => {
    closed.stdout = true;
    closed.problem = problem;
    controller.abort();
  };
  // Until the options are known, errors are shown as the words themselves ask for.
  let settings = guessSettings(system.arguments);
  let output = createOutput(system, settings, controller.signal, onClosed);
  let code: number;
  try {
    const line = parseCommandLine(system.arguments, registry, everywhereOptions);
    if (line.kind === "run") {
      settings = settingsOf(line);
      output = createOutput(system, settings, controller.signal, onClosed);
      const context = contextOf(line, {
        ...{ system, settings, language, output, vaults },
        signal: controller.signal,
      });
      checkValues(line);
      const run = await line.spec.load!();
      const startedMs = Date.now();
      code = await run(context);
      await noteRun(line, code, startedMs, system);
      presentEnd(code, { settings, language, output });
    } else {
      code = await answerWithoutRun(line, { language, output });
    }
  } catch (error) {
    code = closed.stdout ? exitCodes.done : exitCodeOf(error);
    if (!closed.stdout) {
      output.status("");
      presentError(error, { code, settings, language, output, words: system.arguments });
    }
  }
  await output.flush();
  if (closed.problem === undefined) return code;
  const error = new ResteraError("output-failed", { problem: problemOf(closed.problem) });
  code = exitCodes.failed;
  presentError(error, { code, settings, language, output, words: system.arguments });
  return code;
}

async function answerWithoutRun(
  line: Exclude<CommandLine, { kind: "run" }>,
  context: Pick<CommandContext, "language" | "output">,
): Promise<number> {
  if (line.kind === "version") {
    const { programVersion } = await import("./program-version.ts");
    context.output.line(programVersion());
  } else {
    const { showHelp } = await import("./commands/help.ts");
    showHelp(line.path, context);
  }
  return exitCodes.done;
}

function contextOf(
  line: Extract<CommandLine, { kind: "run" }>,
  parts: Omit<CommandContext, "arguments" | "options" | "text">,
): CommandContext {
  const known = new Set(
    [...(line.spec.options ?? []), ...everywhereOptions].map(({ name }) => name),
  );
  return {
    ...parts,
    arguments: line.arguments,
    options: parsedOptions(line.values, known),
    text: (message, parameters = {}) => formatMessage(message, escaped(parameters), parts.language),
  };
}

function settingsOf({ values }: Extract<CommandLine, { kind: "run" }>): Settings {
  return {
    json: values.has("json"),
    quiet: values.has("quiet"),
    verbosity: Math.min(2, values.get("verbose")?.length ?? 0),
    input: !values.has("no-input"),
    yes: values.has("yes"),
    debug: values.has("debug"),
  };
}

function guessSettings(words: readonly string[]): Settings {
  const end = words.indexOf("--");
  const before = end === -1 ? words : words.slice(0, end);
  return {
    json: before.includes("--json"),
    quiet: false,
    verbosity: 0,
    input: false,
    yes: false,
    debug: before.includes("--debug"),
  };
}
