import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { StoreError, type ObjectStore } from "../../src/stores/objects/object-store.ts";
import { listKeys, readAll, streamOf } from "../../src/stores/objects/testing/store-under-test.ts";
import { randomFaults, seededRandom } from "../servers/faults.ts";
import type { ProxiedServer } from "./proxied-stores.ts";

const objects = 6;
const counts = 5;
const rate = 0.3;
const callTimeoutMs = 5000;

/**
 * Writes, reads and counts through a proxy that breaks things, then looks directly at the store: what
 * was acknowledged is there, whole; nothing that was refused is; no counted step is lost or doubled.
 */
export async function runWithFaults(server: ProxiedServer, seed: number): Promise<void> {
  const prefix = `run-${seed}`;
  server.proxy.setPlan(randomFaults({ seed, rate }));
  const retries = { attempts: 8, firstWaitMs: 2, longestWaitMs: 20 };
  const store = await server.open(prefix, { retries });
  const truth = await server.openDirectly(prefix);
  try {
    const stored = await writeObjects(store, seed);
    const counted = await count(store);
    for (const [key, bytes] of stored) {
      const read = await orNothing(readAll(store, key, { timeoutMs: callTimeoutMs }));
      if (read !== undefined) assert.ok(bytes.equals(read), `seed ${seed}: ${key} read back`);
    }
    server.proxy.setPlan(() => undefined);
    await confirmObjects(truth, stored, seed);
    await confirmCount(truth, counted, seed);
  } finally {
    await store.close();
    await truth.close();
  }
}

async function writeObjects(store: ObjectStore, seed: number): Promise<Map<string, Buffer>> {
  const random = seededRandom(seed + 1_000_000);
  const stored = new Map<string, Buffer>();
  for (let number = 0; number < objects; number++) {
    const bytes = Buffer.alloc(1 + Math.floor(random() * 200_000), `${seed}/${number};`);
    const key = `data/${number}`;
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const options = { timeoutMs: callTimeoutMs, ...(random() < 0.7 && { sha256 }) };
    const body = random() < 0.5 ? bytes : streamOf(bytes);
    const done = await orNothing(store.putNew(key, body, options));
    if (done !== undefined) stored.set(key, bytes);
    const other = await orNothing(
      store.putNew(key, bytes.subarray(1), { timeoutMs: callTimeoutMs }),
    );
    // The first attempt may have been given up; then this content may be the one that is there.
    if (done === undefined && other === "created") stored.set(key, bytes.subarray(1));
    else assert.equal(other, undefined, `seed ${seed}: ${key} exists with other content`);
  }
  return stored;
}

interface Counted {
  readonly committed: number;
  readonly unknown: number;
}

async function count(store: ObjectStore): Promise<Counted> {
  let committed = 0;
  let unknown = 0;
  for (let step = 0; step < counts; step++) {
    const result = await orNothing(countOnce(store));
    if (result === "committed") committed++;
    else if (result !== "lost") unknown++;
  }
  return { committed, unknown };
}

async function countOnce(store: ObjectStore): Promise<"committed" | "lost" | "unknown"> {
  const options = { timeoutMs: callTimeoutMs };
  const seen = await store.readRef("counter", options);
  const next = String(Number(seen?.value ?? 0) + 1);
  return store.casRef("counter", seen?.version ?? null, next, options);
}

async function confirmObjects(
  truth: ObjectStore,
  stored: Map<string, Buffer>,
  seed: number,
): Promise<void> {
  const listed = await listKeys(truth, "data/");
  for (const [key, bytes] of stored) {
    assert.ok(listed.includes(key), `seed ${seed}: ${key} is listed`);
    assert.ok(bytes.equals(await readAll(truth, key)), `seed ${seed}: ${key} is whole`);
  }
}

async function confirmCount(
  truth: ObjectStore,
  { committed, unknown }: Counted,
  seed: number,
): Promise<void> {
  const value = Number((await truth.readRef("counter"))?.value ?? 0);
  const text = `seed ${seed}: counted ${value}, acknowledged ${committed}, unknown ${unknown}`;
  assert.ok(value >= committed && value <= committed + unknown, text);
}

/** What was asked for, or undefined when the store gave up: that is allowed, lying is not. */
async function orNothing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    assert.ok(error instanceof StoreError, String(error));
    return undefined;
  }
}
