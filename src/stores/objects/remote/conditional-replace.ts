import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { StoreError, type Version } from "../object-store.ts";

/** How many of the last operations an object remembers in its metadata. */
const rememberedOperations = 8;
const attempts = 3;
const pauseMs = 200;

export const operationsField = "restera-operations";

interface Seen {
  readonly version: Version;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Steps {
  look(): Promise<Seen | null>;
  /** One conditional write with these operations in its metadata; null when the condition failed. */
  write(operations: string): Promise<Version | null>;
}

type Outcome = { ok: true; version: Version } | { ok: false };

/**
 * Replaces an object under a condition and gives an honest answer although connections break. Each
 * write carries its operation's id and those before it, so reading back tells whether it took effect.
 * A repeated attempt has the same id and the same condition: at most one of them can take effect.
 * Throws when the outcome cannot be known.
 */
export async function conditionalReplace(
  ifVersion: Version | null,
  steps: Steps,
): Promise<Outcome> {
  const before = await steps.look();
  if ((before?.version ?? null) !== ifVersion) return { ok: false };
  const operation = randomUUID();
  const history = operationsOf(before);
  const operations = [operation, ...history].slice(0, rememberedOperations).join(",");
  let failure: unknown;
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (attempt > 0) await sleep(pauseMs * 2 ** attempt);
    try {
      const version = await steps.write(operations);
      if (version !== null) return { ok: true, version };
      failure = undefined;
    } catch (error) {
      if (!mayHaveTakenEffect(error)) throw error;
      failure = error;
    }
    const outcome = settle(await steps.look(), operation, history, ifVersion);
    if (outcome !== undefined) return outcome;
    // Refused although nothing has changed: a racer was there and is gone again.
    if (failure === undefined) return { ok: false };
  }
  throw failure;
}

/** What reading back proves; undefined when it proves nothing. */
function settle(
  now: Seen | null,
  operation: string,
  history: readonly string[],
  ifVersion: Version | null,
): Outcome | undefined {
  const operations = operationsOf(now);
  const position = operations.indexOf(operation);
  if (position === 0) return { ok: true, version: now!.version };
  // Written, and replaced by somebody since: a version that never fits again.
  if (position > 0) return { ok: true, version: `superseded-${operation}` };
  if ((now?.version ?? null) === ifVersion) return undefined;
  const known = history[0];
  const historyIsWhole =
    known === undefined ? operations.length < rememberedOperations : operations.includes(known);
  return historyIsWhole ? { ok: false } : undefined;
}

function operationsOf(seen: Seen | null): string[] {
  return seen?.metadata[operationsField]?.split(",").filter(Boolean) ?? [];
}

function mayHaveTakenEffect(error: unknown): boolean {
  return (
    error instanceof StoreError && ["unavailable", "throttled", "timeout"].includes(error.code)
  );
}
