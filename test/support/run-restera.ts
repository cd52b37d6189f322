import { spawn, type ChildProcessByStdio } from "node:child_process";
import type { Readable } from "node:stream";
import { cliEntry } from "./cli-entry.ts";
import { compiledCode } from "./compiled-code.ts";

/** Where the vault is and what opens it. */
export interface VaultAccess {
  readonly url: string;
  readonly password: string;
}

/** How a command ended. */
export interface CommandRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Runs the program through another one, such as `setpriv`. */
  readonly through?: readonly string[];
}

const runTimeoutMs = 2 * 60_000;

/** Starts the command line on a vault, without any of the user's own settings. */
export function startRestera(
  vault: VaultAccess,
  words: readonly string[],
  { cwd = "/", env = {}, through = [] }: RunOptions = {},
): ChildProcessByStdio<null, Readable, Readable> {
  const [program, ...rest] = [...through, process.execPath, cliEntry, ...words];
  return spawn(program!, rest, {
    cwd,
    env: {
      PATH: process.env["PATH"] ?? "",
      ...compiledCode(),
      LANG: "C.UTF-8",
      HOME: "/nonexistent",
      RESTERA_HOME: "/nonexistent/restera",
      RESTERA_VAULT: vault.url,
      RESTERA_PASSWORD: vault.password,
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: runTimeoutMs,
  });
}

/** Runs the command line to its end. Never throws because of the exit code. */
export function runRestera(
  vault: VaultAccess,
  words: readonly string[],
  options: RunOptions = {},
): Promise<CommandRun> {
  return new Promise((done, fail) => {
    const child = startRestera(vault, words, options);
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (bytes: Buffer) => stdout.push(bytes));
    child.stderr.on("data", (bytes: Buffer) => stderr.push(bytes));
    child.on("error", fail);
    child.on("close", (code) => {
      done({
        code,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      });
    });
  });
}

/** Every line of a text as JSON. */
export function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
