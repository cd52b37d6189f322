import { spawn } from "node:child_process";
import { join } from "node:path";
import { isSystemError } from "../../../foundation/errors.ts";
import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import type { Captured, CaptureRun, PostgresSource } from "../source.ts";

const program = "pg_dump";
const connectTimeoutSeconds = "30";
const lockTimeout = "60s";
/** The end of what it says is what went wrong. */
const mostSaidBytes = 2000;

/**
 * A PostgreSQL database as SQL, of one moment, by PostgreSQL's own `pg_dump`; `psql` reads it back. Throws an Error that says what to do when the program is
 * missing, too old or fails.
 */
export async function capturePostgres(source: PostgresSource, run: CaptureRun): Promise<Captured> {
  const { name, url } = source;
  const file = join(run.scratch, "dump.sql");
  const options = ["--format=plain", "--no-password", `--lock-wait-timeout=${lockTimeout}`];
  await runProgram([...options, `--file=${file}`, `--dbname=${url}`], run);
  const database = decodeURIComponent(new URL(url).pathname.slice(1)).replaceAll(/[^\w.-]/g, "_");
  const path = `sources/${name}/${/^\.*$/.test(database) ? "database" : database}.sql`;
  return { isThere: true, topPaths: [`sources/${name}`], entries: [{ path, file }], problems: [] };
}

function runProgram(args: readonly string[], run: CaptureRun): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { PGCONNECT_TIMEOUT: connectTimeoutSeconds, ...run.environment };
    const child = spawn(program, args, {
      stdio: ["ignore", "ignore", "pipe"],
      ...(run.environment !== undefined && { env }),
      ...(run.signal !== undefined && { signal: run.signal }),
    });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-mostSaidBytes);
    });
    child.on("error", (error) => {
      const problem = "pg_dump is not installed: install PostgreSQL's client programs";
      reject(isSystemError(error, "ENOENT") ? new Error(problem, { cause: error }) : error);
    });
    child.on("close", (code, signal) => {
      try {
        throwIfCancelled(run.signal);
        if (code !== 0) throw new Error(failure(said, code ?? String(signal)));
        resolve();
      } catch (error) {
        reject(error);
      }
    });
  });
}

function failure(said: string, how: number | string): string {
  const lines = said
    .trim()
    .split("\n")
    .map((line) => line.replace(/^pg_dump: (error: )?/, ""));
  if (/server version mismatch/.test(said)) {
    return "pg_dump is older than the server: install the client programs of its version";
  }
  return lines[0] === "" ? `pg_dump ended with ${how}` : `pg_dump: ${lines.join(" ")}`;
}
