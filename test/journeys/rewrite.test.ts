import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import type { Vault } from "../../src/index.ts";
import { CraftedVault } from "../support/crafted-vault.ts";
import type { VaultAccess } from "../support/run-restera.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { collect, isError, newVault, objectsIn } from "../support/test-vault.ts";

interface Scene {
  readonly folder: string;
  readonly vault: Vault;
  readonly access: VaultAccess;
}

/** Two snapshots of a note and a secret below it. */
async function scene(t: TestContext): Promise<Scene> {
  const folder = temporaryFolder(t);
  const { vault, access } = await newVault(t, folder);
  mkdirSync(join(folder, "source/below"), { recursive: true });
  writeFileSync(join(folder, "source/note.md"), "a note");
  writeFileSync(join(folder, "source/below/secret"), "nobody may know");
  const input = { paths: ["source"], workingFolder: folder, force: true };
  await vault.backUp(input);
  writeFileSync(join(folder, "source/note.md"), "another note");
  await vault.backUp(input);
  return { folder, vault, access };
}

async function filesOf(vault: Vault, snapshot: string): Promise<string[]> {
  const entries = await collect(vault.ls(snapshot));
  return entries.filter(({ type }) => type === "file").map(({ path }) => path);
}

test("what is taken out of all snapshots is gone after a prune, and the rest is whole", async (t) => {
  const { folder, vault } = await scene(t);
  const blobs = await collect(vault.list("blobs"));
  const { rewritten, unchanged } = await vault.rewrite({ exclude: ["secret"], forget: true });
  assert.deepEqual([rewritten.length, unchanged], [2, 0]);
  const snapshots = await vault.snapshots();
  assert.deepEqual(
    snapshots.map(({ original }) => original),
    rewritten.map(({ before }) => before.id),
  );
  for (const { id, summary, tags } of snapshots) {
    assert.deepEqual(await filesOf(vault, id), ["/source/note.md"]);
    assert.deepEqual([summary?.totalFilesProcessed, tags ?? []], [1, []]);
  }
  await vault.prune({ maxUnused: () => 0 });
  const left = new Set((await collect(vault.list("blobs"))).map(({ id }) => id));
  assert.ok(blobs.filter(({ type, id }) => type === "data" && !left.has(id)).length === 1);
  assert.equal((await vault.check({ readData: true })).ok, true);
  await vault.restore({ snapshot: "latest", target: join(folder, "back") });
  assert.equal(readFileSync(join(folder, "back/source/note.md"), "utf8"), "another note");
});

test("without forget both stand side by side, and a dry run changes nothing", async (t) => {
  const { vault, access } = await scene(t);
  const before = objectsIn(access.url, "snapshots");
  const packs = objectsIn(access.url, "data");
  const dry = await vault.rewrite({ exclude: ["secret"], forget: true, dryRun: true });
  assert.equal(dry.rewritten.length, 2);
  assert.deepEqual(objectsIn(access.url, "snapshots"), before);
  assert.deepEqual(objectsIn(access.url, "data"), packs);
  assert.deepEqual(await vault.rewrite({ exclude: ["nothing of this name"] }), {
    ...{ rewritten: [], unchanged: 2 },
  });
  await vault.rewrite({ snapshots: ["latest"], newHost: "elsewhere" });
  const hosts = (await vault.snapshots()).map(({ hostname, tags = [] }) => [hostname, ...tags]);
  assert.equal(hosts.length, 3);
  assert.equal(hosts.filter(([host, tag]) => host === "elsewhere" && tag === "rewrite").length, 1);
});

test("what is to stay can be named instead, and a snapshot that would be empty stays as it is", async (t) => {
  const { vault } = await scene(t);
  const both = vault.rewrite({ include: ["*.md"], iexclude: ["x"] });
  await assert.rejects(both, isError("usage"));
  assert.deepEqual(await vault.rewrite({ include: ["nothing of this name"], forget: true }), {
    ...{ rewritten: [], unchanged: 2 },
  });
  const { rewritten } = await vault.rewrite({ iinclude: ["BELOW"], snapshots: ["latest"] });
  const { id, summary } = rewritten[0]!.after!;
  assert.deepEqual(await filesOf(vault, id), ["/source/below/secret"]);
  assert.equal(summary?.totalFilesProcessed, 1);
  assert.equal((await vault.check()).ok, true);

  const checked = await vault.check({ snapshots: [id], readData: true });
  assert.deepEqual([checked.snapshots, checked.snapshotsLeftOut, checked.ok], [1, 2, true]);
  // Two blobs of notes are nothing to it; their packs hold trees of others at most.
  assert.ok(checked.packsRead > 0 && checked.packsRead < checked.packs, String(checked.packsRead));
  assert.equal(checked.unusedBlobs, undefined);
});

test("every item of a backup is told to who asks, by its path in the snapshot", async (t) => {
  const { folder, vault } = await scene(t);
  writeFileSync(join(folder, "source/new"), "told of");
  const told: string[] = [];
  const input = { paths: ["source"], workingFolder: folder };
  await vault.backUp(input, { onItem: ({ path, change }) => told.push(`${change} ${path}`) });
  assert.deepEqual(told.toSorted(), [
    ...["changed /source", "new /source/new"],
    ...["unmodified /source/below", "unmodified /source/below/secret"],
    "unmodified /source/note.md",
  ]);
});

test("a snapshot that cannot be read whole is told, and nothing is removed", async (t) => {
  const { vault, access } = await scene(t);
  const crafted = await CraftedVault.open(access);
  const gone = { ...crafted.folder("gone", []), subtree: "0".repeat(64) };
  await crafted.snapshot([crafted.file("secret"), gone]);
  const before = objectsIn(access.url, "snapshots");
  const rewrite = vault.rewrite({ exclude: ["secret"], forget: true });
  await assert.rejects(rewrite, isError("blob-missing"));
  assert.deepEqual(objectsIn(access.url, "snapshots"), before);
  assert.deepEqual(objectsIn(access.url, "locks"), []);
});

test("a rewrite that is stopped leaves every snapshot", async (t) => {
  const { vault, access } = await scene(t);
  const before = objectsIn(access.url, "snapshots");
  const controller = new AbortController();
  const onProgress = (): void => controller.abort();
  const rewrite = vault.rewrite(
    { exclude: ["secret"], forget: true },
    { signal: controller.signal, onProgress },
  );
  await assert.rejects(rewrite, isError("cancelled"));
  assert.deepEqual(objectsIn(access.url, "snapshots"), before);
  assert.deepEqual(objectsIn(access.url, "locks"), []);
});

test("of a tree in another order than that of its names, only what is excluded goes", async (t) => {
  const { vault, access } = await scene(t);
  const crafted = await CraftedVault.open(access);
  const id = await crafted.snapshot([crafted.file("b"), crafted.file("c"), crafted.file("a")]);
  const { rewritten } = await vault.rewrite({ exclude: ["/a"], snapshots: [id], forget: true });
  assert.deepEqual(await filesOf(vault, rewritten[0]!.after!.id), ["/b", "/c"]);
  assert.equal(
    Buffer.concat(await collect(vault.readFile(rewritten[0]!.after!.id, "/b"))).toString(),
    "content of b",
  );
});
