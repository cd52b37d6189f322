// npm test [-- FILTER…]          everything but the interoperation tests
// npm run test:interop [-- FILTER…]
// A FILTER is a part of a test file's path; without one, every file runs.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { globSync } from "node:fs";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { SuiteTable } from "./test-run/suite-table.ts";

const root = join(import.meta.dirname, "..");
const fileTimeoutMs = { main: 5 * 60_000, interop: 30 * 60_000 };

const filters = process.argv.slice(2);
const mode = filters[0] === "interop" ? "interop" : "main";
if (mode === "interop") filters.shift();

const patterns =
  mode === "interop" ? ["test/interop/**/*.test.ts"] : ["src/**/*.test.ts", "test/**/*.test.ts"];
const files = globSync(patterns, { cwd: root })
  .filter((file) => mode === "interop" || !file.startsWith("test/interop/"))
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .sort();

if (files.length === 0) {
  console.error(`No test file matches ${[...patterns, ...filters].join(" ")}.`);
  process.exitCode = 1;
} else {
  process.exitCode = (await runFiles()) ? 0 : 1;
}

/** Runs the files with node's own reporter, then prints the table; true when all is well. */
async function runFiles(): Promise<boolean> {
  const table = new SuiteTable(root);
  const events = run({
    files: files.map((file) => join(root, file)),
    cwd: root,
    // Two at least: node's own choice, one less than there are cores, leaves one of two idle.
    concurrency: Math.max(2, availableParallelism()),
    timeout: fileTimeoutMs[mode],
  });
  events.on("test:pass", (event) => table.add(event, true));
  events.on("test:fail", (event) => table.add(event, false));
  const report = Readable.from(events.compose(spec));
  report.pipe(process.stdout, { end: false });
  await finished(report);
  console.log(`\n${table.text()}`);
  const { failed, skipped } = table.total();
  if (mode === "interop" && skipped > 0 && process.env["CI"]) {
    console.log(
      "An interoperation test was skipped, which is a failure in continuous integration.",
    );
    return false;
  }
  return failed === 0;
}
