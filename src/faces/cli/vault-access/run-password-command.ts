import { spawn } from "node:child_process";
import { once } from "node:events";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import { problemOf } from "../../../foundation/errors.ts";
import { UsageError } from "../usage-error.ts";
import type { System } from "../system.ts";

const mostBytes = 1 << 20;

/** What a command prints. It is split into words as a shell would, but no shell runs. */
export async function runPasswordCommand(
  command: string,
  { cwd, environment }: Pick<System, "cwd" | "environment">,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const words = splitWords(command);
  const failed = (problem: string) =>
    new UsageError(cliMessages.passwordCommandFailed, { command, problem });
  const [program, ...args] = words ?? [];
  if (program === undefined) {
    throw failed(words === undefined ? "'…" : "…");
  }
  const child = spawn(program, args, {
    cwd,
    env: environment,
    signal,
    stdio: ["inherit", "pipe", "inherit"],
  });
  const exit = once(child, "close") as Promise<[number | null, string | null]>;
  const parts: Uint8Array[] = [];
  let size = 0;
  child.stdout.on("data", (part: Uint8Array) => {
    size += part.length;
    if (size > mostBytes) {
      child.kill();
    } else {
      parts.push(part);
    }
  });
  let code: number | null;
  let killedBy: string | null;
  try {
    [code, killedBy] = await exit;
  } catch (error) {
    signal.throwIfAborted();
    throw failed(problemOf(error));
  }
  if (code !== 0) {
    throw failed(killedBy ?? `exit ${code}`);
  }
  return Buffer.concat(parts);
}

/** Words of a command line with quotes and backslashes; undefined when a quote is not closed. */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let place = 0; place < line.length; place++) {
    const character = line[place]!;
    if (quote !== undefined) {
      const escaped = quote === '"' && character === "\\" && /["\\]/.test(line[place + 1] ?? "");
      if (character === quote) {
        quote = undefined;
      } else {
        word = (word ?? "") + (escaped ? line[++place] : character);
      }
    } else if (character === "'" || character === '"') {
      quote = character;
      word ??= "";
    } else if (character === "\\" && place + 1 < line.length) {
      word = (word ?? "") + line[++place];
    } else if (/\s/.test(character)) {
      if (word !== undefined) {
        words.push(word);
      }
      word = undefined;
    } else {
      word = (word ?? "") + character;
    }
  }
  if (quote !== undefined) {
    return undefined;
  }
  return word === undefined ? words : [...words, word];
}
