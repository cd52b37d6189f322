import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { LocalStore } from "../local/local-store.ts";
import type { ObjectStore } from "../object-store.ts";
import { assertStoreError, listKeys, noise, readAll } from "../testing/store-under-test.ts";
import { withReadCache } from "./with-read-cache.ts";
import { WrappedStore } from "./wrapped-store.ts";

const top = await mkdtemp(join(tmpdir(), "restera-read-cache-"));
after(() => rm(top, { recursive: true }));
let count = 0;

const newFolder = (): string => join(top, String(count++));
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Counts what the store itself is asked for. */
class CountingStore extends WrappedStore {
  gets = 0;
  override get(...call: Parameters<ObjectStore["get"]>): ReturnType<ObjectStore["get"]> {
    this.gets++;
    return super.get(...call);
  }

  /** As a bucket: a local store would take the file over. */
  override putNew(...[key, body, options]: Parameters<ObjectStore["putNew"]>) {
    const sent = body instanceof Uint8Array ? body : { size: body.size, open: () => body.open() };
    return super.putNew(key, sent, options);
  }
}

function newCache(settings: { maxBytes?: number } = {}) {
  const inner = new CountingStore(new LocalStore(newFolder()));
  const folder = newFolder();
  return { inner, folder, cached: () => withReadCache(inner, { folder, ...settings }) };
}

test("indexes, snapshots and what is to be kept are fetched once, also by later runs", async () => {
  const { inner, folder, cached } = newCache();
  const bytes = noise(10_000);
  const hash = sha256(bytes);
  const pack = `data/${hash.slice(0, 2)}/${hash}`;
  const kept = [`index/${hash}`, `snapshots/${hash}`, pack];
  for (const key of [...kept, `locks/${hash}`]) await inner.putNew(key, bytes);
  for (const key of kept) await readAll(cached(), key, { keep: key === pack });
  for (const key of [`locks/${hash}`]) await readAll(cached(), key);
  assert.deepEqual((await readdir(folder)).sort(), ["data", "index", "snapshots"]);
  assert.equal(inner.gets, 4);

  const store = cached();
  const range = { start: 5, end: 50 };
  assert.deepEqual(await readAll(store, pack, { range, keep: true }), bytes.subarray(5, 50));
  assert.deepEqual(await readAll(store, `index/${hash}`), bytes);
  assert.equal(inner.gets, 4, "nothing was fetched again");
  await inner.delete(kept);
  assert.equal(await store.head(pack), null, "whether it is there, only the store knows");
  assert.equal(store.uncached?.(), inner);
});

test("a part of a pack with contents of files is fetched as it is wanted", async () => {
  const { inner, folder, cached } = newCache();
  const bytes = noise(10_000);
  const pack = `data/ff/${sha256(bytes)}`;
  await inner.putNew(pack, bytes);
  const range = { start: 1, end: 3 };
  assert.deepEqual(await readAll(cached(), pack, { range }), bytes.subarray(1, 3));
  assert.deepEqual(await readdir(folder).catch(() => []), []);
});

test("a damaged file in the cache is fetched anew, and deleting the cache harms nothing", async () => {
  const { inner, folder, cached } = newCache();
  const bytes = noise(1000);
  const key = `index/${sha256(bytes)}`;
  await inner.putNew(key, bytes);
  const store = cached();
  await readAll(store, key);
  await writeFile(join(folder, key), "damaged");
  assert.deepEqual(await readAll(cached(), key), bytes);
  assert.deepEqual(await readFile(join(folder, key)), bytes);
  await rm(folder, { recursive: true });
  assert.deepEqual(await readAll(store, key), bytes);
});

test("what is not what it says is not taken, and a cache without a folder is none", async () => {
  const { inner, cached } = newCache();
  const wrong = `index/${"0".repeat(64)}`;
  await inner.putNew(wrong, noise(10));
  await assertStoreError(readAll(cached(), wrong), "corrupt");
  const file = newFolder();
  await writeFile(file, "");
  const bytes = noise(10_000);
  const right = `data/00/${sha256(bytes)}`;
  await inner.putNew(right, bytes);
  const store = withReadCache(inner, { folder: file });
  const before = inner.gets;
  for (let at = 0; at < 5; at++) {
    const part = { range: { start: at, end: at + 1 }, keep: true };
    assert.deepEqual(await readAll(store, right, part), bytes.subarray(at, at + 1));
  }
  assert.ok(inner.gets - before <= 5, "no more than without a cache");
});

test("what was written is there for the next run, and goes when the store no longer lists it", async () => {
  const { inner, cached } = newCache();
  const bodies = [noise(500), noise(600)];
  const keys = bodies.map((bytes) => `index/${sha256(bytes)}`);
  for (const [i, key] of keys.entries()) {
    await cached().putNew(key, bodies[i]!, { sha256: sha256(bodies[i]!) });
  }
  const staged = newFolder();
  await writeFile(staged, bodies[0]!);
  const pack = `data/00/${sha256(bodies[0]!)}`;
  const body = { size: 500, file: staged, open: () => chunks(bodies[0]!) };
  await cached().putNew(pack, body, { sha256: sha256(bodies[0]!), keep: true });
  for (const key of [...keys, pack]) await readAll(cached(), key, { keep: true });
  assert.equal(inner.gets, 0);
  await inner.delete([keys[0]!]);
  assert.deepEqual(await listKeys(cached(), "index/"), [keys[1]]);
  await assertStoreError(readAll(cached(), keys[0]!), "not-found");
  await readAll(cached(), keys[1]!);
  assert.equal(inner.gets, 1);
});

test("it holds no more than it may: what was not used for longest goes", async () => {
  const { inner, folder, cached } = newCache({ maxBytes: 5000 });
  const bodies = Array.from({ length: 6 }, () => noise(1000));
  const keys = bodies.map((bytes) => `data/00/${sha256(bytes)}`);
  for (const [i, key] of keys.entries()) await inner.putNew(key, bodies[i]!);
  for (const [i, key] of keys.entries()) {
    await readAll(cached(), key, { keep: true });
    const old = new Date(Date.now() - (10 - i) * 60_000);
    // The first one was used again lately.
    if (i > 0) await utimes(join(folder, key), old, old).catch(() => undefined);
  }
  const left = await readdir(join(folder, "data/00"));
  assert.ok(left.length <= 4, `${left.length} of 1000 bytes are left of 4000 wanted`);
  assert.ok(left.includes(sha256(bodies[0]!)));
  assert.ok(!left.includes(sha256(bodies[1]!)));
});

// oxlint-disable-next-line require-await
async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
