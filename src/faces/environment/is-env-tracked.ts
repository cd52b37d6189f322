import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const gitTimeoutMs = 5000;

/**
 * Whether git keeps the folder's `.env`, and so everyone who has the repository its secrets. False without git, without a
 * repository, and without the file.
 */
export async function isEnvTracked(folder: string): Promise<boolean> {
  if (!existsSync(join(folder, ".env"))) return false;
  // A repository's own settings must not make git start a program.
  const words = ["-c", "core.fsmonitor=false", "ls-files", "--error-unmatch", "--", ".env"];
  try {
    await run("git", words, { cwd: folder, timeout: gitTimeoutMs });
    return true;
  } catch {
    return false;
  }
}
