import { homedir } from "node:os";
import { ResteraError } from "../../foundation/errors.ts";
import { cliMessages } from "../../foundation/messages/cli-messages.ts";
import { exitCodes } from "./exit-code.ts";
import { languageOf } from "./language.ts";
import { main } from "./main.ts";
import type { System } from "./system.ts";

/** How long a command may take to stop once its supervisor is gone. */
const orphanTimeoutMs = 5000;

/** Runs the command line of this process and ends the process with its exit code. */
export async function runProcess(): Promise<void> {
  const { env, stdin, stdout, stderr, platform } = process;
  const system: System = {
    arguments: process.argv.slice(2),
    environment: env,
    platform,
    home: homedir(),
    cwd: process.cwd(),
    stdin,
    stdout,
    stderr,
  };
  const controller = new AbortController();
  stopOnSignals(controller, system);
  stopWithSupervisor(controller, env);
  process.exit(await main(system, controller));
}

/** A command that a supervisor runs as a task must not outlive it: the channel between them closes when it dies. */
function stopWithSupervisor(controller: AbortController, env: NodeJS.ProcessEnv): void {
  if (env.RESTERA_TASK === undefined || !process.connected) return;
  process.once("disconnect", () => {
    controller.abort(new ResteraError("cancelled"));
    setTimeout(() => process.exit(exitCodes.cancelled), orphanTimeoutMs).unref();
  });
}

/** The first signal asks the command to stop in order; the second leaves at once. */
function stopOnSignals(controller: AbortController, { stdin, stderr, environment }: System): void {
  const onSignal = () => {
    if (controller.signal.aborted) {
      if (stdin.isTTY) {
        stdin.setRawMode(false);
      }
      if (stderr.isTTY) {
        stderr.write("\r\u001b[2K");
      }
      process.exit(exitCodes.cancelled);
    }
    if (stderr.isTTY) {
      stderr.write(`\r\u001b[2K${cliMessages.cancelling[languageOf(environment)]}\n`);
    }
    controller.abort(new ResteraError("cancelled"));
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, onSignal);
  }
}
