#!/usr/bin/env node
import { readFile } from "node:fs/promises";
import { parseArguments, usage } from "./arguments.js";
import { run } from "./run.js";

try {
  const { files, help } = parseArguments(process.argv.slice(2));
  if (help) console.log(usage);
  else for (const file of files) console.log(run(await readFile(file, "utf8"), file));
} catch (error) {
  console.error(`{{name}}: ${error.message}`);
  process.exitCode = 1;
}
