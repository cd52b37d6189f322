import { spawn } from "node:child_process";
import { once } from "node:events";
import { problemOf, ResteraError } from "../../../foundation/errors.ts";
import type { CommandContext } from "../command-context.ts";

/**
 * What a command prints, as a stream that fails when the command does: half of a dump must never
 * become a snapshot. The command starts when reading starts.
 */
export async function* commandOutput(
  [program = "", ...args]: readonly string[],
  { system, signal }: Pick<CommandContext, "system" | "signal">,
): AsyncGenerator<Uint8Array> {
  const child = spawn(program, args, {
    cwd: system.cwd,
    env: system.environment,
    signal,
    stdio: ["inherit", "pipe", "inherit"],
  });
  const exit = once(child, "close") as Promise<[number | null, string | null]>;
  exit.catch(() => {});
  const failed = (problem: string) =>
    new ResteraError("command-failed", { problem, command: [program, ...args].join(" ") });
  try {
    for await (const part of child.stdout) {
      yield part as Uint8Array;
    }
    const [code, killedBy] = await exit.catch((error: unknown) => {
      signal.throwIfAborted();
      throw failed(problemOf(error));
    });
    if (code !== 0) {
      throw failed(killedBy ?? `exit ${code}`);
    }
  } finally {
    child.kill();
  }
}
