import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

/** Starts a script in a process of its own, kills it that long after its first word, and gives all that it said. */
export async function killAfter(
  ms: number,
  script: string,
  words: readonly string[],
): Promise<string> {
  const child = spawn(process.execPath, [script, ...words], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let told = "";
  child.stdout.on("data", (bytes: Buffer) => (told += bytes.toString()));
  const closed = once(child, "close");
  await once(child.stdout, "data");
  await sleep(ms);
  child.kill("SIGKILL");
  await closed;
  return told;
}
