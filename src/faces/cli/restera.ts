#!/usr/bin/env node
// The entry of the command. What it imports before it has looked at Node's version must load on Node 18.
import { nodeVersionMessage } from "../../foundation/messages/node-version-message.ts";
import { languageOf } from "./language.ts";

const { node: version } = process.versions;
if (Number(version.split(".")[0]) < 24) {
  process.stderr.write(
    `${nodeVersionMessage[languageOf(process.env)].replace("{version}", version)}\n`,
  );
  process.exitCode = 1;
} else {
  const { keepCompiledCode } = await import("./compile-cache.ts");
  keepCompiledCode(process.env);
  const { beginKey } = await import("./begin-key.ts");
  const { limitMemory } = await import("./limit-memory.ts");
  // Whoever opens a vault limits it then: while code is loaded, much of what is young stays.
  if (!beginKey(process.argv.slice(2), process.env)) limitMemory();
  const { runProcess } = await import("./run-process.ts");
  await runProcess();
}
