import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const startTimeoutMs = 90_000;
const stopTimeoutMs = 5000;

export interface RunningProcess {
  stop(): Promise<void>;
}

let listens = false;

/** Being told to stop skips what is to be done at the exit, unless somebody listens. */
function exitWhenToldToStop(): void {
  if (listens) return;
  listens = true;
  for (const [name, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    process.once(name, () => process.exit(code));
  }
}

/** Starts a server and waits until its port answers; its output is shown only when it fails. */
export async function startProcess(
  program: string,
  args: readonly string[],
  port: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningProcess> {
  const child = spawn(program, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
  });
  let output = "";
  const keep = (data: Buffer): void => {
    output = (output + data.toString()).slice(-4000);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  // A test that dies must not leave its servers behind, nor a script the servers that it started.
  const killAtExit = (): void => void child.kill("SIGTERM");
  process.once("exit", killAtExit);
  exitWhenToldToStop();
  const until = Date.now() + startTimeoutMs;
  while (!(await answers(port))) {
    if (child.exitCode !== null || Date.now() > until) {
      await stopChild(child);
      throw new Error(`${program} did not start:\n${output}`);
    }
    await sleep(100);
  }
  return {
    stop: async () => {
      process.removeListener("exit", killAtExit);
      await stopChild(child);
    },
  };
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const exit = once(child, "exit", { signal: AbortSignal.timeout(stopTimeoutMs) });
  await exit.catch(() => child.kill("SIGKILL"));
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
