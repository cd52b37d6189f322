// npm test [-- FILTER…]          everything that needs nothing but npm ci
// npm run test:interop [-- FILTER…]   against restic, of different ages
// npm run test:servers [-- FILTER…]   against the servers of test/servers/install-servers.sh: *.servers.test.ts
// A FILTER is a part of a test file's path; without one, every file runs.
import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { globSync, statSync } from "node:fs";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { SuiteTable } from "./test-run/suite-table.ts";

const root = join(import.meta.dirname, "..");
/** Tests start the program as it is shipped (`test/support/cli-entry.ts`). */
const program = join(root, "dist/faces/cli/restera.js");
const fileTimeoutMs = { main: 5 * 60_000, interop: 30 * 60_000, servers: 30 * 60_000 };

type Mode = keyof typeof fileTimeoutMs;

// Hundreds of processes and threads load the same sources: their types are stripped once.
process.env["NODE_COMPILE_CACHE"] ??= join(root, "node_modules/.cache/compiled");

const filters = process.argv.slice(2);
const mode: Mode = filters[0] === "interop" || filters[0] === "servers" ? filters[0] : "main";
if (mode !== "main") filters.shift();

const patterns = ["src/**/*.test.ts", "test/**/*.test.ts"];
const files = globSync(patterns, { cwd: root })
  .filter((file) => modeOf(file) === mode)
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  // The long ones of test/ first, so that no core waits for the last of them.
  .sort((a, b) => Number(b.startsWith("test")) - Number(a.startsWith("test")) || (a < b ? -1 : 1));

if (files.length === 0) {
  console.error(`No test file matches ${[...patterns, ...filters].join(" ")}.`);
  process.exitCode = 1;
} else {
  buildProgram();
  process.exitCode = (await runFiles()) ? 0 : 1;
}

function modeOf(file: string): Mode {
  if (file.startsWith("test/interop/")) return "interop";
  return file.endsWith(".servers.test.ts") ? "servers" : "main";
}

/** Builds what is shipped, unless nothing has changed since. */
function buildProgram(): void {
  const sources = globSync(["src/**/*.ts", "scripts/build.ts", "scripts/bundle.ts"], { cwd: root });
  const changedMs = Math.max(...sources.map((file) => statSync(join(root, file)).mtimeMs));
  const builtMs = statSync(program, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (changedMs > builtMs)
    execFileSync(process.execPath, [join(root, "scripts/build.ts")], { stdio: "inherit" });
  process.env["TEST_BUILT_PROGRAM"] = "1";
}

/** Runs the files with node's own reporter, then prints the table; true when all is well. */
async function runFiles(): Promise<boolean> {
  const table = new SuiteTable(root);
  const events = run({
    files: files.map((file) => join(root, file)),
    cwd: root,
    // One more than there are cores: tests wait for locks to settle and for disks.
    concurrency: availableParallelism() + 1,
    timeout: fileTimeoutMs[mode],
  });
  events.on("test:pass", (event) => table.add(event, true));
  events.on("test:fail", (event) => table.add(event, false));
  const report = Readable.from(events.compose(spec));
  report.pipe(process.stdout, { end: false });
  await finished(report);
  console.log(`\n${table.text()}`);
  const { failed, skipped } = table.total();
  if (mode !== "main" && skipped > 0 && process.env["CI"]) {
    console.log("A test was skipped, which is a failure in continuous integration.");
    return false;
  }
  return failed === 0;
}
