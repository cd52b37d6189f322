import assert from "node:assert/strict";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { openVault } from "../../src/engine/vault/open-vault.ts";
import { VaultSession } from "../../src/services/snapshots/vault-session.ts";
import type { ObjectStore } from "../../src/stores/objects/object-store.ts";
import { bucketIn } from "../support/bucket.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { newVault, objectPath, objectsIn, password } from "../support/test-vault.ts";

const content = seededBytes(1, 8_000_000);

/** A vault in a bucket with a file of several packs; `onPack` is called before each of them is fetched. */
async function largeFileInBucket(
  t: TestContext,
  { linked = false, onPack = () => undefined }: { linked?: boolean; onPack?: () => void } = {},
) {
  const folder = temporaryFolder(t);
  const { vault, access } = await newVault(t, folder);
  const source = join(folder, "source");
  mkdirSync(source);
  writeFileSync(join(source, "large"), content);
  if (linked) linkSync(join(source, "large"), join(source, "linked"));
  await vault.backUp({ paths: [source], packSizeMib: 4 });
  const { store } = bucketIn(access.url);
  const get: ObjectStore["get"] = (key, options) => {
    if (key.startsWith("data/")) onPack();
    return store.get(key, options);
  };
  const inBucket = new VaultSession(await openVault({ ...store, get }, { password }));
  t.after(() => inBucket.close());
  const packs = objectsIn(access.url, "data").map((id) => objectPath(access.url, "data", id));
  return { folder, packs, snapshot: `latest:${source}`, vault: inBucket };
}

test("a file of several packs, one of which a bucket has lost, is named by its own name, and never takes a whole file's place", async (t) => {
  const { folder, packs, snapshot, vault } = await largeFileInBucket(t);
  rmSync(packs.find((path) => statSync(path).size > 1_000_000)!);
  const target = join(folder, "target");
  mkdirSync(target);
  writeFileSync(join(target, "large"), "what was there before");
  const over = await vault.restore({ snapshot, target, overwrite: "always" });
  assert.deepEqual(
    over.problems.map(({ path, damaged }) => ({ path, damaged })),
    [{ path: "/large", damaged: true }],
  );
  assert.equal(over.filesDone, 0);
  assert.equal(readFileSync(join(target, "large"), "utf8"), "what was there before");
  assert.deepEqual(readdirSync(target), ["large"]);

  const fresh = join(folder, "fresh");
  const { problems } = await vault.restore({ snapshot, target: fresh });
  assert.deepEqual(
    problems.map(({ path }) => path),
    ["/large"],
  );
  assert.deepEqual(readdirSync(fresh), ["large"]);
  const got = readFileSync(join(fresh, "large"));
  const [begin, end] = [content.subarray(0, 500_000), content.subarray(-500_000)];
  assert.ok(got.includes(begin) || got.includes(end), "what there is of it is there");
});

test("a file that has taken the name of a restored one meanwhile stays as it is, and is told of", async (t) => {
  let target = "";
  const { folder, snapshot, vault } = await largeFileInBucket(t, {
    onPack: () => {
      if (existsSync(target)) writeFileSync(join(target, "large"), "somebody else's");
    },
  });
  target = join(folder, "target");
  const { problems } = await vault.restore({ snapshot, target });
  assert.deepEqual(
    problems.map(({ path }) => path),
    ["/large"],
  );
  assert.match(problems[0]!.problem, /EEXIST/);
  assert.equal(readFileSync(join(target, "large"), "utf8"), "somebody else's");
  assert.deepEqual(readdirSync(target), ["large"]);
});

test("every name of a file that could not be restored is told of, and none takes the place of what is there", async (t) => {
  const { folder, packs, snapshot, vault } = await largeFileInBucket(t, { linked: true });
  rmSync(packs.find((path) => statSync(path).size > 1_000_000)!);
  const target = join(folder, "target");
  mkdirSync(target);
  for (const name of ["large", "linked"]) writeFileSync(join(target, name), `before: ${name}`);
  const { problems } = await vault.restore({ snapshot, target, overwrite: "always" });
  assert.deepEqual(
    problems.map(({ path }) => path),
    ["/large", "/linked"],
  );
  for (const name of ["large", "linked"])
    assert.equal(readFileSync(join(target, name), "utf8"), `before: ${name}`);

  const fresh = join(folder, "fresh");
  const again = await vault.restore({ snapshot, target: fresh });
  assert.deepEqual(
    again.problems.map(({ path }) => path),
    ["/large", "/linked"],
  );
  assert.deepEqual(readdirSync(fresh), ["large", "linked"]);
});
