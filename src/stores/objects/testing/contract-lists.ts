import assert from "node:assert/strict";
import { test } from "node:test";
import { compareKeys } from "../object-key.ts";
import type { ObjectStore } from "../object-store.ts";
import { forEachOf, freshPrefix, listKeys } from "./store-under-test.ts";

/** Listing: order, prefixes, pages. */
export function testLists(current: () => ObjectStore): void {
  test("keys are listed in the order of their UTF-8 bytes", async () => {
    const store = current();
    const prefix = freshPrefix();
    const names = ["a", "a b", "a-b", "a.b", "a/b", "a/b/c", "a0", "B", "~", "é", "\uff5e", "😀"]
      // A folder cannot hold a file and a folder of one name.
      .filter((name) => name !== "a" && name !== "a/b");
    const keys = names.map((name) => prefix + name);
    await forEachOf(keys.toReversed(), 4, (key) => store.putNew(key, Buffer.from(key)));
    const expected = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    assert.deepEqual(await listKeys(store, prefix), expected);
    for await (const info of store.list(prefix)) {
      assert.equal(info.size, Buffer.byteLength(info.key));
      assert.equal(info.version, (await store.head(info.key))?.version, "the version is head's");
    }
  });

  test("a prefix may end within a name, and after leaves out what came before", async () => {
    const store = current();
    const prefix = freshPrefix();
    const keys = ["data/ab/1", "data/ab/2", "data/ac/1", "data/b", "dot", "index/1"];
    for (const key of keys) await store.putNew(prefix + key, Buffer.from(key));
    const listed = async (part: string, after?: string): Promise<string[]> => {
      const found = await listKeys(store, prefix + part, after && prefix + after);
      return found.map((key) => key.slice(prefix.length));
    };
    assert.deepEqual(await listed(""), keys);
    assert.deepEqual(await listed("data/"), keys.slice(0, 4));
    assert.deepEqual(await listed("data/a"), keys.slice(0, 3));
    assert.deepEqual(await listed("d"), keys.slice(0, 5));
    assert.deepEqual(await listed("data/ab/2"), ["data/ab/2"]);
    assert.deepEqual(await listed("nothing/"), []);
    assert.deepEqual(await listed("", "data/ab/1"), keys.slice(1));
    assert.deepEqual(await listed("data/", "data/ab/9"), keys.slice(2, 4));
    assert.deepEqual(await listed("", "zzz"), []);
  });

  test("more keys than fit one page", async () => {
    const store = current();
    const prefix = freshPrefix();
    const keys = Array.from({ length: 1105 }, (_, index) => `${prefix}${index % 7}/${index}`);
    await forEachOf(keys, 16, (key) => store.putNew(key, Buffer.from("x")));
    keys.sort(compareKeys);
    assert.deepEqual(await listKeys(store, prefix), keys);
    assert.deepEqual(await listKeys(store, prefix, keys[1050]), keys.slice(1051));
    assert.equal((await store.delete(keys)).size, 0);
    assert.deepEqual(await listKeys(store, prefix), []);
  });

  test("a replaced key is listed once, a deleted one not at all", async () => {
    const store = current();
    const prefix = freshPrefix();
    await store.putNew(`${prefix}a`, Buffer.from("a"));
    const first = await store.replace(`${prefix}b`, Buffer.from("1"), null);
    assert.ok(first.ok);
    const second = await store.replace(`${prefix}b`, Buffer.from("22"), first.version);
    assert.ok(second.ok);
    const found: unknown[] = [];
    for await (const { key, size, version } of store.list(prefix))
      found.push({ key, size, version });
    assert.equal(found.length, 2);
    assert.deepEqual(found[1], { key: `${prefix}b`, size: 2, version: second.version });
    await store.delete([`${prefix}b`]);
    assert.deepEqual(await listKeys(store, prefix), [`${prefix}a`]);
  });
}
