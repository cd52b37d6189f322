import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import type { ObjectStore } from "../object-store.ts";
import { freshPrefix, readAll } from "./store-under-test.ts";

/** Replacing plain keys and moving references, without racers. */
export function testVersions(current: () => ObjectStore): void {
  test("a key is replaced only at the version that was seen", async () => {
    const store = current();
    const key = `${freshPrefix()}latest.json`;
    const first = await store.replace(key, Buffer.from("one"), null);
    assert.ok(first.ok);
    assert.deepEqual(await store.replace(key, Buffer.from("no"), null), { ok: false });
    const second = await store.replace(key, Buffer.from("two"), first.version);
    assert.ok(second.ok);
    assert.notEqual(second.version, first.version);
    assert.deepEqual(await store.replace(key, Buffer.from("no"), first.version), { ok: false });
    assert.equal((await readAll(store, key)).toString(), "two");
    assert.equal((await store.head(key))?.version, second.version);
    assert.equal((await store.get(key)).version, second.version);
  });

  test("a version is never valid again after a deletion", async () => {
    const store = current();
    const key = `${freshPrefix()}again`;
    const first = await store.replace(key, Buffer.from("one"), null);
    assert.ok(first.ok);
    const second = await store.replace(key, Buffer.from("two"), first.version);
    assert.ok(second.ok);
    assert.equal((await store.delete([key])).size, 0);
    assert.equal(await store.head(key), null);
    assert.deepEqual(await store.replace(key, Buffer.from("no"), second.version), { ok: false });
    const third = await store.replace(key, Buffer.from("three"), null);
    assert.ok(third.ok);
    assert.deepEqual(await store.replace(key, Buffer.from("no"), second.version), { ok: false });
    assert.deepEqual(await store.replace(key, Buffer.from("no"), first.version), { ok: false });
    assert.equal((await readAll(store, key)).toString(), "three");
  });

  test("an object made by putNew can be replaced, and a replaced one keeps putNew out", async () => {
    const store = current();
    const key = `${freshPrefix()}mixed`;
    await store.putNew(key, Buffer.from("plain"));
    const info = await store.head(key);
    const replaced = await store.replace(key, Buffer.from("new"), info!.version);
    assert.ok(replaced.ok);
    await assert.rejects(store.putNew(key, Buffer.from("plain")), { code: "corrupt" });
    assert.equal(await store.putNew(key, Buffer.from("new")), "exists");
    await store.delete([key]);
    assert.equal(await store.putNew(key, Buffer.from("plain")), "created");
    assert.equal((await readAll(store, key)).toString(), "plain");
  });

  test("a reference moves only from where it was seen", async () => {
    const store = current();
    const name = `contract-${randomUUID()}/head`;
    assert.equal(await store.readRef(name), null);
    assert.equal(await store.casRef(name, null, "première ✓"), "committed");
    assert.equal(await store.casRef(name, null, "no"), "lost");
    const first = await store.readRef(name);
    assert.equal(first?.value, "première ✓");
    assert.equal(await store.casRef(name, first.version, "second"), "committed");
    assert.equal(await store.casRef(name, first.version, "no"), "lost");
    for (let step = 0; step < 40; step++) {
      const seen = await store.readRef(name);
      assert.equal(await store.casRef(name, seen!.version, `step ${step}`), "committed");
    }
    assert.equal((await store.readRef(name))?.value, "step 39");
  });
}
