import { parseArgs } from "node:util";

export const usage = "usage: {{name}} [--help] FILE...";

/** Reads the command line; throws with the usage when no file is named. */
export function parseArguments(argv) {
  const { values, positionals } = parseArgs({
    args: argv,
    options: { help: { type: "boolean", short: "h" } },
    allowPositionals: true,
  });
  if (positionals.length === 0 && values.help !== true) throw new Error(usage);
  return { files: positionals, help: values.help === true };
}
