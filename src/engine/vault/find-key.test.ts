import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { openObjectStore } from "../../compose/open-object-store.ts";
import type { ObjectStore } from "../../stores/objects/object-store.ts";
import { quickKeyFile } from "../../../test/support/init-quick-vault.ts";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { isError } from "../../../test/support/test-vault.ts";
import { masterKeyJson, randomMasterKey } from "../crypto/key-file.ts";
import { currentUser } from "../current-user.ts";
import { findKey } from "./find-key.ts";

const master = randomMasterKey();

type Owner = NonNullable<Parameters<typeof quickKeyFile>[2]>;

/** A store with the keys of many others and perhaps some more; gives the ids of those. */
async function storeWithKeys(
  owner: TestContext,
  count: number,
  more: readonly { readonly password: string; readonly owner?: Owner }[] = [],
): Promise<{ store: ObjectStore; ids: string[] }> {
  const folder = temporaryFolder(owner);
  const store = await openObjectStore(folder);
  mkdirSync(join(folder, "keys"));
  const put = (file: Buffer): string => {
    const id = hash("sha256", file, "hex");
    writeFileSync(join(folder, "keys", id), file);
    return id;
  };
  for (let i = 0; i < count; i++) put(quickKeyFile(randomMasterKey(), `other ${i}`));
  const ids: string[] = [];
  for (const { password, owner: by } of more) ids.push(put(quickKeyFile(master, password, by)));
  return { store, ids };
}

/** The search, and how many keys were tried in vain. */
async function search(store: ObjectStore, password: string, keyHint?: string) {
  let vain = 0;
  const secret = { password, ...(keyHint !== undefined && { keyHint }) };
  const found = await findKey(store, secret, { onKeyTried: () => vain++ });
  return { ...found, vain };
}

test("keys that this user made on this machine are tried first, wherever they are in the list", async (t) => {
  const { username } = currentUser();
  const { store, ids } = await storeWithKeys(t, 25, [
    { password: "mine", owner: { username, hostname: hostname() } },
    { password: "mine of another machine", owner: { username, hostname: "elsewhere" } },
  ]);
  const here = await search(store, "mine");
  assert.equal(here.keyId, ids[0]);
  assert.equal(masterKeyJson(here.key), masterKeyJson(master));
  assert.equal(here.vain, 0);
  const elsewhere = await search(store, "mine of another machine");
  assert.equal(elsewhere.keyId, ids[1]);
  assert.ok(elsewhere.vain <= 4, `${elsewhere.vain} others were tried before`);
});

test("a hint, or the beginning of one, names the key that is tried first; a wrong one does no harm", async (t) => {
  const { store, ids } = await storeWithKeys(t, 25, [{ password: "p" }]);
  const [id] = ids as [string];
  for (const hint of [id, id.slice(0, 10)]) {
    assert.deepEqual([(await search(store, "p", hint)).vain, hint], [0, hint]);
  }
  for (const hint of ["f".repeat(64), "zz", ""]) {
    assert.equal((await search(store, "p", hint)).keyId, id);
  }
});

test("a password that opens none of them: each is tried once and told of, and no more than a hundred", async (t) => {
  const { store } = await storeWithKeys(t, 12);
  const told: string[] = [];
  const onKeyTried = (tried: number, total: number): void => void told.push(`${tried}/${total}`);
  await assert.rejects(
    findKey(store, { password: "p" }, { onKeyTried }),
    isError("wrong-password"),
  );
  assert.deepEqual(
    told,
    Array.from({ length: 12 }, (_, i) => `${i + 1}/12`),
  );
  const many = await storeWithKeys(t, 110);
  let last = "";
  const note = (tried: number, total: number): void => void (last = `${tried}/${total}`);
  const untried = findKey(many.store, { password: "p" }, { onKeyTried: note });
  await assert.rejects(untried, isError("keys-untried", /100.*110/s));
  assert.equal(last, "100/100");
});

test("a search ends at once when it is cancelled", async (t) => {
  const { store } = await storeWithKeys(t, 40);
  const controller = new AbortController();
  let vain = 0;
  const onKeyTried = (): void => {
    if (++vain === 3) controller.abort();
  };
  const { signal } = controller;
  await assert.rejects(
    findKey(store, { password: "p" }, { signal, onKeyTried }),
    isError("cancelled"),
  );
  assert.ok(vain < 10, `${vain} were tried all the same`);
});

test("a broken key file keeps nobody out, and is named when no other opens", async (t) => {
  const { store } = await storeWithKeys(t, 3, [{ password: "p" }]);
  const broken = Buffer.from("{");
  await store.putNew(`keys/${hash("sha256", broken, "hex")}`, broken);
  assert.equal(masterKeyJson((await search(store, "p")).key), masterKeyJson(master));
  await assert.rejects(search(store, "q"), isError("damaged", /key/));
});
