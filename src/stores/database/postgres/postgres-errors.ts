import { problemOf, ResteraError, type ErrorCode } from "../../../foundation/errors.ts";

/** SQLSTATE codes (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const codes: Readonly<Record<string, ErrorCode>> = {
  "23505": "database-conflict",
  "40001": "database-busy",
  "40P01": "database-busy",
  "55P03": "database-busy",
  "57014": "database-busy",
  "53100": "database-full",
  XX001: "database-damaged",
  XX002: "database-damaged",
};

/** True when the server undid the transaction because of others, and asks to try again. */
export function wantsAnother(error: unknown): boolean {
  const told = error instanceof ResteraError ? error.cause : error;
  return ["40001", "40P01"].includes(stateOf(told) ?? "");
}

/** What the server or the way to it threw, in our words. */
export function postgresError(error: unknown, url: string): unknown {
  if (error instanceof ResteraError) return error;
  const state = stateOf(error);
  const known = state === undefined ? undefined : codes[state];
  const code = known ?? (isConnectionProblem(state, error) ? "database-unreachable" : undefined);
  return code === undefined
    ? error
    : new ResteraError(code, { url, problem: problemOf(error) || (state ?? ""), cause: error });
}

function stateOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

/** Nobody there, not let in, no such database, or gone in the middle. */
function isConnectionProblem(state: string | undefined, error: unknown): boolean {
  if (state !== undefined && /^(?:08|28|3D|53|57P|E[A-Z]+$)/.test(state)) return true;
  return error instanceof Error && /connection|timeout exceeded/i.test(error.message);
}
