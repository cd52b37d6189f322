import { setTimeout as sleep } from "node:timers/promises";
import { problemOf, ResteraError, type ErrorCode } from "../../../foundation/errors.ts";

/** How long another process's writer is waited for. */
const busyTimeoutMs = 10_000;
const [shortestPauseMs, longestPauseMs] = [2, 60];

/** SQLite's primary result codes (https://sqlite.org/rescode.html). */
const busy = 5;
const codes: Readonly<Record<number, ErrorCode>> = {
  3: "database-unreachable",
  [busy]: "database-busy",
  6: "database-busy",
  8: "database-unreachable",
  10: "database-unreachable",
  11: "database-damaged",
  13: "database-full",
  14: "database-unreachable",
  19: "database-conflict",
  26: "database-damaged",
};

/** Does it again while another process writes, up to a bound, with pauses in which others get their turn. */
export async function whileBusy<Result>(
  attempt: () => Result,
  timeoutMs = busyTimeoutMs,
): Promise<Result> {
  const endMs = performance.now() + timeoutMs;
  for (let pauseMs = shortestPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    try {
      return attempt();
    } catch (error) {
      if (primaryCode(error) !== busy || performance.now() > endMs) throw error;
    }
    await sleep(pauseMs * (0.5 + Math.random()));
  }
}

/** What SQLite threw, in our words; anything else as it is. */
export function sqliteError(error: unknown, url: string): unknown {
  const number = primaryCode(error);
  if (number === undefined) return error;
  const code = codes[number];
  return code === undefined
    ? error
    : new ResteraError(code, { url, problem: problemOf(error), cause: error });
}

/** The extended codes keep the primary one in their lowest byte. */
export function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error)) return undefined;
  return typeof error.errcode === "number" ? error.errcode & 0xff : undefined;
}
