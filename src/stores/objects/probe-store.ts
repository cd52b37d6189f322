import { randomUUID } from "node:crypto";
import { collectBytes } from "./body.ts";
import {
  StoreError,
  type CallOptions,
  type Capabilities,
  type ObjectStore,
} from "./object-store.ts";

/** Several rounds, because a store without conditions lets one win by luck. */
const rounds = 3;
const racers = 8;

/** Measures what a store can do on scratch keys under `probe/`, and removes them again. */
export async function probeStore(
  store: ObjectStore,
  options: CallOptions = {},
): Promise<Capabilities> {
  const { onProgress: _unused, ...call } = options;
  const scratch = `probe/${randomUUID()}`;
  const keys: string[] = [];
  const nextKey = (): string => {
    keys.push(`${scratch}/${keys.length}`);
    return keys.at(-1)!;
  };
  try {
    const first = nextKey();
    // When even a plain write is impossible, that error is the answer.
    await store.putNew(first, bytesOf("0123456789"), call);
    return {
      createOnly: await holds(rounds, () => oneCreates(store, nextKey(), call)),
      compareAndSwap: await holds(rounds, () => oneReplaces(store, nextKey(), call)),
      readAfterWrite: await holds(1, () => isSeen(store, first, scratch, call)),
      ranges: await holds(1, () => givesRange(store, first, call)),
      delete: await holds(1, () => deletes(store, first, call)),
    };
  } finally {
    await store.delete(keys, { timeoutMs: 60_000 }).catch(() => undefined);
  }
}

/**
 * False when races showed that a store lets several writers overwrite each other. What the credentials forbid tells nothing of the
 * store: then it is true.
 */
export async function letsOneReplace(store: ObjectStore, call: CallOptions = {}): Promise<boolean> {
  const keys: string[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      keys.push(`probe/${randomUUID()}`);
      if (!(await oneReplaces(store, keys.at(-1)!, call))) return false;
    }
    return true;
  } catch (error) {
    if (error instanceof StoreError && error.code === "denied") return true;
    throw error;
  } finally {
    await store.delete(keys, { timeoutMs: 60_000 }).catch(() => undefined);
  }
}

async function holds(times: number, check: () => Promise<boolean>): Promise<boolean> {
  for (let round = 0; round < times; round++) {
    try {
      if (!(await check())) return false;
    } catch (error) {
      if (error instanceof StoreError && ["cancelled", "timeout"].includes(error.code)) throw error;
      return false;
    }
  }
  return true;
}

/** Of several different bodies for one key exactly one is stored, and the others are told so. */
async function oneCreates(store: ObjectStore, key: string, call: CallOptions): Promise<boolean> {
  const results = await Promise.all(
    racerNumbers().map((racer) =>
      store.putNew(key, bytesOf(`racer ${racer}`), call).catch((error: unknown) => {
        if (error instanceof StoreError && error.code === "corrupt") return "other" as const;
        throw error;
      }),
    ),
  );
  return isSoleWinner(
    store,
    key,
    results.map((result) => result === "created"),
    call,
  );
}

async function oneReplaces(store: ObjectStore, key: string, call: CallOptions): Promise<boolean> {
  const creations = await Promise.all(
    racerNumbers().map((racer) => store.replace(key, bytesOf(`racer ${racer}`), null, call)),
  );
  if (
    !(await isSoleWinner(
      store,
      key,
      creations.map(({ ok }) => ok),
      call,
    ))
  )
    return false;
  const current = await store.head(key, call);
  if (current === null) return false;
  // Other content than before: where a version is a hash, writing the same again is no change.
  const changes = await Promise.all(
    racerNumbers().map((racer) =>
      store.replace(key, bytesOf(`second racer ${racer}`), current.version, call),
    ),
  );
  const won = changes.map(({ ok }) => ok);
  return isSoleWinner(store, key, won, call, "second racer");
}

async function isSoleWinner(
  store: ObjectStore,
  key: string,
  won: readonly boolean[],
  call: CallOptions,
  text = "racer",
): Promise<boolean> {
  if (won.filter(Boolean).length !== 1) return false;
  return (await textOf(store, key, call)) === `${text} ${won.indexOf(true)}`;
}

async function isSeen(
  store: ObjectStore,
  key: string,
  scratch: string,
  call: CallOptions,
): Promise<boolean> {
  if ((await store.head(key, call))?.size !== 10) return false;
  for await (const info of store.list(`${scratch}/`, call)) if (info.key === key) return true;
  return false;
}

async function givesRange(store: ObjectStore, key: string, call: CallOptions): Promise<boolean> {
  const range = { start: 3, end: 7 };
  return (await textOf(store, key, { ...call, range })) === "3456";
}

async function deletes(store: ObjectStore, key: string, call: CallOptions): Promise<boolean> {
  const failed = await store.delete([key], call);
  return failed.size === 0 && (await store.head(key, call)) === null;
}

async function textOf(
  store: ObjectStore,
  key: string,
  options: Parameters<ObjectStore["get"]>[1],
): Promise<string> {
  const { body } = await store.get(key, options);
  return Buffer.from(await collectBytes(body)).toString();
}

function racerNumbers(): number[] {
  return Array.from({ length: racers }, (_, racer) => racer);
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text);
}
