import { Worker } from "node:worker_threads";
import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";

/**
 * What `PRAGMA integrity_check` says of a database file that nobody else uses: `ok`, or the first thing that is wrong. The file is left with
 * no journal beside it; one that is in use is only read, and its writers need not wait. Throws what SQLite says of a file that is none.
 */
export async function checkSqlite(
  file: string,
  signal: AbortSignal | undefined,
  isInUse = false,
): Promise<string> {
  throwIfCancelled(signal);
  const ending = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
  const thread = new Worker(new URL(`./check-sqlite-worker${ending}`, import.meta.url), {
    workerData: { file, isInUse },
  });
  const stop = () => void thread.terminate();
  signal?.addEventListener("abort", stop);
  try {
    return await new Promise<string>((resolve, reject) => {
      thread.once("message", resolve);
      thread.once("error", reject);
      thread.once("exit", () => reject(new Error("the check ended early")));
    });
  } catch (error) {
    throwIfCancelled(signal);
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}
