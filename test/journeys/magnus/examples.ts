import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { prepareExample } from "../../support/prepare-example.ts";
import { compiledCode } from "../../support/compiled-code.ts";

const entry = join(import.meta.dirname, "../../../src/faces/library/magnus/index.ts");

export const exampleNames = [
  "example1_basicUsage",
  "example2_manualBackup",
  "example3_restoreFromCloud",
  "example4_multiMachineSync",
  "example5_disasterRecovery",
  "example6_cloudStats",
];

/** Runs the six examples as documented, all from the command line and the first by import; gives what they print. */
export async function runMagnusExamples(
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const file = prepareExample("magnus-cloud-examples.js", folder);
  const common = {
    ...{
      PATH: process.env["PATH"] ?? "",
      ...compiledCode(),
      HOME: folder,
      RESTERA_HOME: join(folder, "home"),
    },
    ...env,
  };
  const run = async (...args: string[]): Promise<string> => {
    const child = spawn(process.execPath, args, { cwd: folder, env: common, timeout: 20_000 });
    const [out, err, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close") as Promise<[number | null]>,
    ]);
    assert.deepEqual([code, err], [0, ""], `${out}\n${err}`);
    return out;
  };
  // The first one once more, as a script would call it.
  const url = JSON.stringify(pathToFileURL(file).href);
  const one = `const all = await import(${url}); console.log(Object.keys(all).join(" ")); await all.example1_basicUsage();`;
  // As in the documents' quick start, nothing is closed: the script must end all the same.
  const face = JSON.stringify(pathToFileURL(entry).href);
  const quick = `const { Magnus13Extended } = await import(${face}); const magnus = new Magnus13Extended(); await magnus.initialize(); await magnus.backupToCloud(); console.log("Ended by itself");`;
  const outs = await Promise.all([
    run(file),
    run("--input-type=module", "--eval", one),
    run("--input-type=module", "--eval", quick),
  ]);
  return outs.join("");
}

/** What a reader of the documents expects to see. */
export function assertExamplesWorked(out: string): void {
  for (const said of [
    /^Clarity \d+ of 100, complexity [\d.]+ of 10$/m,
    /^Backed up: session-/m,
    /^Restored: learning\/knowledge-latest\.json and learning\/knowledge-\d+\.json$/m,
    /^Sync: \d+ sent, [1-9]\d* fetched$/m,
    /^All learning data restored: \{ patterns: [1-9]/m,
    /^Archived session: done$/m,
    /^Cloud storage health: \{$/m,
    /^Ended by itself$/m,
  ]) {
    assert.match(out, said);
  }
  for (const name of exampleNames) assert.ok(out.includes(name), name);
}
