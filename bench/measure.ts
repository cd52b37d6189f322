import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A program to run, without a shell. */
export interface Command {
  readonly path: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

export interface Measurement {
  /** From start to exit. */
  readonly seconds: number;
  /** Highest resident memory of the process. */
  readonly peakMib: number;
  /** Time on all cores, in the program and in the kernel for it. */
  readonly cpuSeconds?: number;
}

const timeProgram = "/usr/bin/time";
const samplingMs = 10;
const timeoutMs = 30 * 60_000;

/** True where GNU time reports exact peaks; otherwise `/proc` is sampled, which misses the last instant. */
export const exactMemory = existsSync(timeProgram);

/** Runs the command to its end; throws with what it said when it fails. */
export async function measure(command: Command): Promise<Measurement> {
  if (!exactMemory) return await run(command, true);
  const folder = mkdtempSync(join(tmpdir(), "restera-bench-"));
  try {
    const report = join(folder, "time");
    const args = ["-f", "%M %U %S", "-o", report, command.path, ...command.args];
    const { seconds } = await run({ ...command, path: timeProgram, args }, false);
    const [kib = 0, user = 0, system = 0] = readFileSync(report, "utf8").split(" ").map(Number);
    return { seconds, peakMib: kib / 1024, cpuSeconds: user + system };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run({ path, args, env, cwd }: Command, sampled: boolean): Promise<Measurement> {
  return new Promise((done, fail) => {
    const start = process.hrtime.bigint();
    const child = spawn(path, args, {
      env,
      cwd,
      stdio: ["ignore", "ignore", "pipe"],
      timeout: timeoutMs,
    });
    let said = "";
    let peakMib = 0;
    const sampler = setInterval(() => {
      if (sampled) peakMib = Math.max(peakMib, peakOf(child.pid));
    }, samplingMs);
    child.stderr.on("data", (bytes: Buffer) => {
      said = (said + bytes.toString()).slice(-4_000);
    });
    child.on("error", fail);
    child.on("close", (status, signal) => {
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      clearInterval(sampler);
      if (status === 0) done({ seconds, peakMib });
      else fail(new Error(`${path} ${args.join(" ")} ended with ${status ?? signal}:\n${said}`));
    });
  });
}

/** Highest resident memory so far, in MiB; 0 once the process is gone. */
function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
