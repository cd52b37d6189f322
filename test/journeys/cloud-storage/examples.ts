import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { prepareExample } from "../../support/prepare-example.ts";
import { compiledCode } from "../../support/compiled-code.ts";

/** Runs the examples as a program in a folder, with settings from its `.env` or from variables. */
export async function runExamples(
  folder: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  const file = prepareExample("cloud-storage-examples.js", folder);
  const env = {
    PATH: process.env["PATH"] ?? "",
    ...compiledCode(),
    HOME: folder,
    RESTERA_HOME: join(folder, "home"),
    ...variables,
  };
  const child = spawn(process.execPath, [file], { cwd: folder, env, timeout: 60_000 });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  assert.deepEqual([code, err], [0, ""], `${out}\n${err}`);
  return out;
}

/** What the examples read. */
export function writeData(folder: string): void {
  mkdirSync(join(folder, "data/ai_hub"), { recursive: true });
  mkdirSync(join(folder, "data/total_market_intelligence"));
  const write = (path: string, value: unknown) =>
    writeFileSync(join(folder, "data", path), JSON.stringify(value));
  write("ai_hub/shared_knowledge.json", { facts: [1, 2] });
  write("ai_hub/collective_intelligence.json", { collective_iq: 142.5 });
  write("total_market_intelligence/learned_patterns.json", ["bull", "bear"]);
}
