#!/usr/bin/env node
// The entry of the command. What it imports before it has looked at Node's version must load on Node 18.
import { nodeVersionMessage } from "../../foundation/messages/node-version-message.ts";
import { languageOf } from "./language.ts";

const longCommands = new Set(["restore", "check", "copy", "prune", "repack", "drill"]);
const { node: version } = process.versions;
if (Number(version.split(".")[0]) < 24) {
  process.stderr.write(
    `${nodeVersionMessage[languageOf(process.env)].replace("{version}", version)}\n`,
  );
  process.exitCode = 1;
} else {
  // What takes long and moves much data takes little memory from the start; what is short is faster with Node's usual flags.
  if (longCommands.has(process.argv[2] ?? "")) {
    const { limitYoungSpace } = await import("../../engine/workers/young-space.ts");
    limitYoungSpace();
  }
  const { keepCompiledCode } = await import("./compile-cache.ts");
  keepCompiledCode(process.env);
  const { beginKey } = await import("./begin-key.ts");
  beginKey(process.argv.slice(2), process.env);
  const { runProcess } = await import("./run-process.ts");
  await runProcess();
}
