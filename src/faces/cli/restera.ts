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
  const { limitMemory } = await import("./limit-memory.ts");
  // A backup does so once its code is loaded: most of what is young until then stays, and would be looked at again and again.
  if (process.argv[2] !== "backup") limitMemory();
  const { keepCompiledCode } = await import("./compile-cache.ts");
  keepCompiledCode(process.env);
  const { beginKey } = await import("./begin-key.ts");
  beginKey(process.argv.slice(2), process.env);
  const { runProcess } = await import("./run-process.ts");
  await runProcess();
}
