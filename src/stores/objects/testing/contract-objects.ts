import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import type { ObjectStore } from "../object-store.ts";
import { assertStoreError, freshPrefix, noise, readAll, streamOf } from "./store-under-test.ts";

/** Creating, reading and deleting single objects. */
export function testObjects(current: () => ObjectStore): void {
  test("a new object is created once and read back", async () => {
    const store = current();
    const key = `${freshPrefix()}object`;
    const bytes = noise(100_000);
    assert.equal(await store.putNew(key, bytes), "created");
    assert.deepEqual(await readAll(store, key), bytes);
    const { body, ...info } = await store.get(key);
    for await (const _chunk of body);
    assert.equal(info.key, key);
    assert.equal(info.size, bytes.length);
    assert.ok(Math.abs(Date.now() - info.modified.getTime()) < 3_600_000);
    const head = await store.head(key);
    // Some servers tell the time to the second in one place and exactly in another.
    const apartMs = Math.abs(info.modified.getTime() - head!.modified.getTime());
    assert.ok(apartMs < 1000, `modified differs by ${apartMs} ms`);
    assert.deepEqual({ ...head, modified: info.modified }, info);
  });

  test("the same content again is told to exist, other content is corrupt", async () => {
    const store = current();
    const prefix = freshPrefix();
    const bytes = noise(3000);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    for (const [name, options] of [
      ["with hash", { sha256 }],
      ["without hash", {}],
    ] as const) {
      const key = prefix + name;
      assert.equal(await store.putNew(key, bytes, options), "created");
      assert.equal(await store.putNew(key, bytes, options), "exists");
      assert.equal(await store.putNew(key, streamOf(bytes), options), "exists");
      assert.equal(await store.putNew(key, bytes), "exists");
      assert.equal(await store.putNew(key, bytes, { sha256 }), "exists");
      await assertStoreError(store.putNew(key, noise(3000)), "corrupt");
      await assertStoreError(store.putNew(key, bytes.subarray(1)), "corrupt");
      assert.deepEqual(await readAll(store, key), bytes);
    }
  });

  test("objects of any size, also from a stream", async () => {
    const store = current();
    const prefix = freshPrefix();
    for (const size of [0, 1, 65_536, 1 << 20, 5_000_001]) {
      const bytes = noise(size);
      assert.equal(await store.putNew(`${prefix}${size}`, streamOf(bytes)), "created");
      assert.equal((await store.head(`${prefix}${size}`))?.size, size);
      assert.ok(bytes.equals(await readAll(store, `${prefix}${size}`)), `${size} bytes`);
    }
  });

  test("a body that is shorter or longer than it said is never stored", async () => {
    const store = current();
    const prefix = freshPrefix();
    for (const size of [999, 1001]) {
      const body = { ...streamOf(noise(1000)), size };
      await assertStoreError(
        store.putNew(`${prefix}${size}`, body),
        "corrupt",
        "unavailable",
        "timeout",
      );
      assert.equal(await store.head(`${prefix}${size}`), null);
    }
  });

  test("a missing object", async () => {
    const store = current();
    const key = `${freshPrefix()}missing`;
    assert.equal(await store.head(key), null);
    await assertStoreError(store.get(key), "not-found");
    await assertStoreError(store.get(key, { range: { start: 0, end: 1 } }), "not-found");
    assert.equal((await store.delete([key])).size, 0);
  });

  test("ranges end before their end and never reach beyond the object", async () => {
    const store = current();
    const key = `${freshPrefix()}ranges`;
    const bytes = noise(3 << 20);
    await store.putNew(key, bytes);
    for (const [start, end] of [
      [0, 1],
      [1000, 2000],
      [10, (2 << 20) + 11],
      [bytes.length - 4, bytes.length],
      [bytes.length - 4, bytes.length + 10],
      [bytes.length, bytes.length + 10],
      [5, 5],
    ] as const) {
      const part = await readAll(store, key, { range: { start, end } });
      assert.ok(bytes.subarray(start, end).equals(part), `${start} to ${end}: ${part.length}`);
    }
    const info = await store.get(key, { range: { start: 7, end: 9 } });
    for await (const _chunk of info.body);
    assert.equal(info.size, bytes.length, "the size is the whole object's");
  });

  test("keys with spaces, unicode and signs", async () => {
    const store = current();
    const prefix = freshPrefix();
    for (const name of [
      "a b",
      "ünï/cödé",
      "日本語",
      "😀",
      "a+b%20c",
      "q?x=1&y=2#z",
      "=:@!$'()*,;~[]{}^|<>\"`",
      "e\u0301",
    ]) {
      const bytes = Buffer.from(name);
      assert.equal(await store.putNew(prefix + name, bytes), "created", name);
      assert.deepEqual(await readAll(store, prefix + name), bytes, name);
      assert.equal((await store.head(prefix + name))?.size, bytes.length, name);
      assert.equal((await store.delete([prefix + name])).size, 0, name);
      assert.equal(await store.head(prefix + name), null, name);
    }
  });

  test("keys that some store could not keep are refused everywhere", async () => {
    const store = current();
    for (const key of [
      "",
      "/absolute",
      "../up",
      "a/../b",
      "a/./b",
      "a//b",
      "a/",
      ".hidden",
      "a/.hidden",
      "nul\0",
      "line\n",
      "back\\slash",
      "tmp/file",
      "\ud800",
      "x".repeat(1025),
    ]) {
      await assertStoreError(store.putNew(key, noise(1)), "unsupported");
      await assertStoreError(store.get(key), "unsupported");
      await assertStoreError(store.head(key), "unsupported");
      await assertStoreError(store.replace(key, noise(1), null), "unsupported");
    }
  });

  test("deleting many objects, some of them missing", async () => {
    const store = current();
    const prefix = freshPrefix();
    const keys = Array.from({ length: 20 }, (_, index) => `${prefix}${index}`);
    for (const key of keys) await store.putNew(key, Buffer.from(key));
    assert.equal((await store.delete([...keys, `${prefix}missing`])).size, 0);
    for (const key of keys) assert.equal(await store.head(key), null);
    assert.equal((await store.delete([])).size, 0);
    assert.equal(
      await store.putNew(keys[0]!, noise(1)),
      "created",
      "a deleted key can be made again",
    );
  });

  test("large objects are stored whole", async () => {
    const store = current();
    const key = `${freshPrefix()}large`;
    const bytes = noise(20 << 20);
    await store.putLarge(key, streamOf(bytes));
    assert.ok(bytes.equals(await readAll(store, key)));
    await store.putLarge(key, streamOf(bytes));
    await assertStoreError(store.putLarge(key, streamOf(noise(20 << 20))), "corrupt");
  });
}
