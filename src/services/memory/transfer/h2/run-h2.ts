import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { isSystemError, ResteraError } from "../../../../foundation/errors.ts";
import { throwIfCancelled } from "../../../../foundation/throw-if-cancelled.ts";
import { type H2Place, type H2Program, versionFor } from "./find-h2.ts";

export interface RunH2Input {
  readonly program: H2Program;
  /** Where the copy `interstice.mv.db` is. */
  readonly scratch: string;
  /** The file that it is a copy of. */
  readonly file: string;
  readonly format: number;
  readonly options: H2Place & { readonly signal?: AbortSignal | undefined };
}

const timeoutMs = 10 * 60_000;
const mostSaid = 20_000;

/**
 * Runs statements on the copy with H2's own program (http://www.h2database.com/javadoc/org/h2/tools/Shell.html), as the user
 * RESTERA_H2_USER with RESTERA_H2_PASSWORD, `sa` without one when absent. Throws `h2-missing`, `h2-unreadable`.
 */
export async function runH2(input: RunH2Input, statements: readonly string[]): Promise<void> {
  const { program, scratch, options } = input;
  const { RESTERA_H2_USER: user = "sa", RESTERA_H2_PASSWORD: password = "" } = options.environment;
  const url = `jdbc:h2:file:${join(scratch, "interstice")};IFEXISTS=TRUE`;
  const words = [
    ...["-cp", program.jar, "org.h2.tools.Shell", "-url", url, "-user", user],
    ...["-password", password, "-sql", statements.join(";")],
  ];
  // In a file of this user alone: nobody else sees the password among the processes.
  const quoted = words.map((word) => `"${word.replace(/["\\]/g, "\\$&")}"`);
  const file = join(scratch, "arguments");
  await writeFile(file, quoted.join("\n"), { mode: 0o600 });
  const { code, said } = await run(input, [`@${file}`]);
  throwIfCancelled(options.signal);
  if (code !== 0 || /\bException\b|^Error: /m.test(said)) throw failure(input, said);
}

function run(
  { program, file, format, options }: RunH2Input,
  words: readonly string[],
): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const signals = options.signal === undefined ? [] : [options.signal];
    const child = spawn(program.java, words, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...options.environment },
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...signals]),
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        said = (said + text).slice(0, mostSaid);
      });
    }
    child.on("error", (error) => {
      const isMissing = isSystemError(error, "ENOENT", "EACCES");
      const details = { file, wanted: versionFor(format), cause: error };
      if (error.name !== "AbortError") {
        reject(isMissing ? new ResteraError("h2-missing", details) : error);
      }
    });
    child.on("close", (code) => resolve({ code, said }));
  });
}

/** What H2 says, in a line, with what helps against it. */
function failure({ program, file, format }: RunH2Input, said: string): ResteraError {
  const [, told = said.trim().split("\n")[0] ?? ""] =
    /(?:SQL)?Exception: ([^\n]*)/.exec(said) ?? [];
  const message = told.replace(/ \[\d+-\d+\]$/, "");
  const problem = problemOf(message, said, {
    ...{ jar: program.jar, format, version: versionFor(format) },
  });
  return new ResteraError("h2-unreadable", { file, problem });
}

function problemOf(
  message: string,
  said: string,
  { jar, format, version }: { jar: string; format: number; version: string },
): string {
  if (/Wrong user name or password|\b28000\b/.test(said)) {
    return `H2 says: ${message}; say RESTERA_H2_USER and RESTERA_H2_PASSWORD`;
  }
  if (/90048|file version|write format|Unable to read the page|90030/.test(said)) {
    return `H2 says: ${message}; its format is ${format}, ${basename(jar)} may not know it: name the jar of H2 ${version} in RESTERA_H2_JAR`;
  }
  if (/Could not find or load main class/.test(said)) {
    return `H2 says: ${message}; ${jar} is no jar of H2: name one in RESTERA_H2_JAR`;
  }
  return `H2 says: ${message}; see whether the Java service opens it`;
}
