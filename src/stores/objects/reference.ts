import { randomUUID } from "node:crypto";
import { collectBytes } from "./body.ts";
import { StoreError, type CallOptions, type ObjectStore, type Version } from "./object-store.ts";

/** How many of the last operations a reference remembers. */
const rememberedOperations = 32;

/**
 * What is stored for a reference. The operations, newest first, tell a lost answer from a lost race:
 * a writer whose connection broke finds its own id here when its write took effect.
 */
interface ReferenceDocument {
  readonly value: string;
  readonly operations: readonly string[];
}

interface StoredReference extends ReferenceDocument {
  readonly version: Version;
}

type Keyed = Pick<ObjectStore, "get" | "replace" | "url">;

function referenceKey(name: string): string {
  return `refs/${name}`;
}

/** `readRef` of every adapter: a small JSON document under `refs/`. */
export async function readReference(
  store: Keyed,
  name: string,
  options?: CallOptions,
): Promise<{ value: string; version: Version } | null> {
  const stored = await load(store, name, options);
  return stored === null ? null : { value: stored.value, version: stored.version };
}

/** `casRef` of every adapter, on top of `replace`; never repeats a write whose fate is unknown. */
export async function casReference(
  store: Keyed,
  name: string,
  expected: Version | null,
  value: string,
  options?: CallOptions,
): Promise<"committed" | "lost" | "unknown"> {
  const current = await load(store, name, options);
  if ((current?.version ?? null) !== expected) return "lost";
  const operation = randomUUID();
  const before = current?.operations ?? [];
  const document: ReferenceDocument = {
    value,
    operations: [operation, ...before].slice(0, rememberedOperations),
  };
  const body = Buffer.from(JSON.stringify(document));
  try {
    const result = await store.replace(referenceKey(name), body, expected, options);
    if (result.ok) return "committed";
  } catch (error) {
    if (!isFateUnknown(error) || options?.signal?.aborted) throw error;
  }
  return settle(store, name, operation, before[0], expected);
}

/** Looks whether an operation took effect whose answer was "no" or got lost. */
async function settle(
  store: Keyed,
  name: string,
  operation: string,
  previous: string | undefined,
  expected: Version | null,
): Promise<"committed" | "lost" | "unknown"> {
  let now: StoredReference | null;
  try {
    // Without the caller's signal, which may have fired; bounded instead.
    now = await load(store, name, { timeoutMs: 10_000 });
  } catch {
    return "unknown";
  }
  if (now?.operations.includes(operation)) return "committed";
  // Unchanged: a write whose connection broke may still arrive.
  if ((now?.version ?? null) === expected) return "unknown";
  const operations = now?.operations ?? [];
  const historyIsWhole =
    previous === undefined
      ? operations.length > 0 && operations.length < rememberedOperations
      : operations.includes(previous);
  return historyIsWhole ? "lost" : "unknown";
}

function isFateUnknown(error: unknown): boolean {
  return (
    error instanceof StoreError &&
    ["timeout", "cancelled", "unavailable", "throttled"].includes(error.code)
  );
}

async function load(
  store: Keyed,
  name: string,
  options?: CallOptions,
): Promise<StoredReference | null> {
  let text: string;
  let version: Version;
  try {
    const { onProgress: _unused, ...call } = options ?? {};
    const found = await store.get(referenceKey(name), call);
    version = found.version;
    text = Buffer.from(await collectBytes(found.body)).toString();
  } catch (error) {
    if (error instanceof StoreError && error.code === "not-found") return null;
    throw error;
  }
  return { ...parseReference(text, store.url, name), version };
}

function parseReference(text: string, store: string, name: string): ReferenceDocument {
  try {
    const { value, operations } = JSON.parse(text) as Partial<ReferenceDocument>;
    if (typeof value === "string" && Array.isArray(operations)) return { value, operations };
  } catch {
    // Answered below, like any other text that is not a reference.
  }
  throw new StoreError("corrupt", { store, key: referenceKey(name), problem: "not a reference" });
}
