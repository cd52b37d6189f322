import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { collectBytes } from "../body.ts";
import {
  StoreError,
  type GetOptions,
  type ObjectStore,
  type StoreErrorCode,
} from "../object-store.ts";

/** How another process opens the same store: `module` exports `openStore(settings)`. */
export interface Reopening {
  /** URL or absolute path of a module. */
  readonly module: string;
  /** Anything that JSON can carry. */
  readonly settings: unknown;
}

export interface StoreUnderTest {
  readonly store: ObjectStore;
  /** When given, races are also run between processes. */
  readonly reopening?: Reopening;
  cleanUp?(): Promise<void>;
}

/** A prefix of its own for each test, so that they do not see each other's keys. */
export function freshPrefix(): string {
  return `contract/${randomUUID()}/`;
}

export async function readAll(
  store: ObjectStore,
  key: string,
  options?: GetOptions,
): Promise<Buffer> {
  const { body } = await store.get(key, options);
  return Buffer.from(await collectBytes(body));
}

export async function listKeys(
  store: ObjectStore,
  prefix: string,
  after?: string,
): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix, after === undefined ? {} : { after })) {
    keys.push(key);
  }
  return keys;
}

/** Runs `work` on every item, `width` at a time. */
export async function forEachOf<T>(
  items: Iterable<T>,
  width: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const queue = [...items];
  const runners = Array.from({ length: width }, async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  });
  await Promise.all(runners);
}

export function assertStoreError(
  work: Promise<unknown>,
  ...codes: StoreErrorCode[]
): Promise<void> {
  return assert.rejects(work, (error: unknown) => {
    assert.ok(error instanceof StoreError, `not a StoreError: ${String(error)}`);
    assert.ok(codes.includes(error.code), `${error.code}: ${error.message}`);
    return true;
  });
}

/** A body that is opened as a stream of chunks, as a file would be. */
export function streamOf(
  bytes: Uint8Array,
  chunkSize = 64 << 10,
): { size: number; open(): AsyncIterable<Uint8Array> } {
  return {
    size: bytes.length,
    // oxlint-disable-next-line require-await
    async *open() {
      for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.subarray(at, at + chunkSize);
    },
  };
}

export function noise(size: number): Buffer {
  return randomBytes(size);
}
