import { spawnSync } from "node:child_process";
import assert from "node:assert/strict";
import {
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { stagingPrefix } from "../../../foundation/staging-name.ts";
import { StoreError } from "../object-store.ts";
import {
  assertStoreError,
  listKeys,
  noise,
  readAll,
  streamOf,
} from "../testing/store-under-test.ts";
import { pruneGenerations } from "./generations.ts";
import { localError } from "./local-error.ts";
import { LocalStore } from "./local-store.ts";
import { publishFile, renameUnderClaim } from "./publish-file.ts";

const top = await mkdtemp(join(tmpdir(), "restera-folder-"));
after(() => rm(top, { recursive: true }));
let count = 0;

function newFolder(): string {
  return join(top, String(count++));
}

const permissions = async (path: string): Promise<string> =>
  ((await stat(path)).mode & 0o777).toString(8);

test("the layout and permissions are those of restic's local repositories", async () => {
  const folder = newFolder();
  const store = new LocalStore(folder);
  await store.putNew("config", noise(10));
  await store.putNew("data/ab/abcdef", noise(10));
  assert.equal(await permissions(folder), "700");
  assert.equal(await permissions(join(folder, "data/ab")), "700");
  assert.equal(await permissions(join(folder, "data/ab/abcdef")), "400");
  assert.equal(store.localPath("data/ab/abcdef"), join(folder, "data/ab/abcdef"));
  assert.deepEqual(await readdir(join(folder, "tmp")), []);
});

test("a staged file is taken over without a copy, and is untouched after a failure", async () => {
  const store = new LocalStore(newFolder());
  const bytes = noise(1000);
  const stage = async (): Promise<{
    size: number;
    file: string;
    open(): AsyncIterable<Uint8Array>;
  }> => {
    const file = join(await store.stagingFolder(), `pack-${count++}`);
    await writeFile(file, bytes);
    return { ...streamOf(bytes), file };
  };
  const body = await stage();
  const { ino } = await stat(body.file);
  assert.equal(await store.putNew("data/00/00aa", body), "created");
  assert.equal((await stat(store.localPath("data/00/00aa"))).ino, ino);
  assert.equal(await permissions(store.localPath("data/00/00aa")), "400");
  await assert.rejects(stat(body.file), { code: "ENOENT" });

  const wrong = await stage();
  await store.putNew("data/00/00bb", noise(999));
  await assertStoreError(store.putNew("data/00/00bb", wrong), "corrupt");
  assert.deepEqual(await readFile(wrong.file), bytes);
  await assertStoreError(store.putNew("data/00/00cc", { ...wrong, size: 5 }), "corrupt");
  assert.equal(await store.head("data/00/00cc"), null);
});

test("a file on another file system is copied", async (context) => {
  const elsewhere = await mkdtemp("/dev/shm/restera-").catch(() => undefined);
  if (elsewhere === undefined) return context.skip("there is no /dev/shm");
  const file = join(elsewhere, "pack");
  const bytes = noise(300_000);
  await writeFile(file, bytes);
  const store = new LocalStore(newFolder());
  assert.equal(await store.putNew("data/11/11", { ...streamOf(bytes), file }), "created");
  assert.deepEqual(await readAll(store, "data/11/11"), bytes);
  await rm(elsewhere, { recursive: true });
});

test("the staging folder is private and loses what dead processes left a day ago", async () => {
  const store = new LocalStore(newFolder());
  const staging = await store.stagingFolder();
  assert.equal(await permissions(staging), "700");
  const old = new Date(Date.now() - 25 * 3_600_000);
  await writeFile(join(staging, "young"), "");
  await writeFile(join(staging, "old"), "");
  await mkdir(join(staging, "old-folder"));
  for (const name of ["old", "old-folder"]) await utimes(join(staging, name), old, old);
  assert.equal(await store.stagingFolder(), staging);
  assert.deepEqual(await readdir(staging), ["young"]);
});

test("what a killed process of this machine left is gone after a quarter of an hour", async () => {
  const store = new LocalStore(newFolder());
  const staging = await store.stagingFolder();
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  const dead = stagingPrefix().replace(String(process.pid), String(pid));
  const old = new Date(Date.now() - 20 * 60_000);
  const names = [`${dead}old`, `${dead}young`, `${stagingPrefix()}old`];
  for (const name of names) await mkdir(join(staging, name));
  for (const name of names.filter((name) => name.endsWith("old")))
    await utimes(join(staging, name), old, old);
  await store.stagingFolder();
  assert.deepEqual((await readdir(staging)).toSorted(), names.slice(1).toSorted());
});

test("foreign files are not listed, and a part of the store may be a link", async () => {
  const folder = newFolder();
  const elsewhere = newFolder();
  const store = new LocalStore(folder);
  await store.putNew("data/ab/1", noise(1));
  await writeFile(join(folder, ".DS_Store"), "x");
  await writeFile(join(folder, "data/.nfs0001"), "x");
  await writeFile(Buffer.concat([Buffer.from(`${folder}/data/`), Buffer.from([0xff])]), "x");
  await mkdir(join(folder, "empty"));
  await rename(join(folder, "data"), elsewhere);
  await symlink(elsewhere, join(folder, "data"));
  assert.deepEqual(await listKeys(store, ""), ["data/ab/1"]);
  await store.putNew("data/ab/2", noise(1));
  assert.deepEqual(await listKeys(store, "data/a"), ["data/ab/1", "data/ab/2"]);
});

test("a store whose disk was unplugged does not look empty", async () => {
  const folder = newFolder();
  const store = new LocalStore(folder);
  assert.deepEqual(await listKeys(store, ""), [], "a store that was never written is empty");
  await store.putNew("snapshots/1", noise(1));
  assert.notEqual(await store.head("snapshots/1"), null);
  await rename(folder, `${folder}-unplugged`);
  await assertStoreError(listKeys(store, "snapshots/"), "unavailable");
  await assertStoreError(store.head("snapshots/1"), "unavailable");
  await mkdir(folder);
  await assertStoreError(listKeys(store, "snapshots/"), "unavailable");
  await assertStoreError(store.putNew("snapshots/2", noise(1)), "unavailable");
  assert.deepEqual(await readdir(folder), []);
});

test("a replaced key's plain file shows the newest content to people", async () => {
  const folder = newFolder();
  const store = new LocalStore(folder);
  let version: string | null = null;
  for (const text of ["one", "two", "three"]) {
    const result = await store.replace("latest.json", Buffer.from(text), version);
    assert.ok(result.ok);
    version = result.version;
    assert.equal(await readFile(join(folder, "latest.json"), "utf8"), text);
  }
  await store.delete(["latest.json"]);
  await assert.rejects(stat(join(folder, "latest.json")), { code: "ENOENT" });
});

test("old generations are pruned, never the newest ones nor young ones", async () => {
  const folder = newFolder();
  const store = new LocalStore(folder);
  const path = store.localPath("counter");
  const kept = async (): Promise<number> =>
    (await readdir(join(folder, ".counter.generations"))).length;
  let version: string | null = null;
  for (let step = 0; step < 70; step++) {
    const result = await store.replace("counter", Buffer.from(String(step)), version);
    assert.ok(result.ok);
    version = result.version;
  }
  await pruneGenerations(path);
  assert.equal(await kept(), 69);
  await pruneGenerations(path, Date.now() + 3_700_000);
  assert.equal(await kept(), 16);
  assert.equal((await readAll(store, "counter")).toString(), "69");
  assert.ok((await store.replace("counter", Buffer.from("70"), version)).ok);
});

test("without hard links one of several racers still wins, and nothing is seen half written", async () => {
  const folder = newFolder();
  await mkdir(folder);
  for (let round = 0; round < 20; round++) {
    const target = join(folder, `target-${round}`);
    const racers = await Promise.all(
      [0, 1, 2, 3].map(async (racer) => {
        const source = join(folder, `source-${round}-${racer}`);
        await writeFile(source, `racer ${racer}`);
        return renameUnderClaim(source, target);
      }),
    );
    assert.equal(racers.filter(Boolean).length, 1);
    assert.equal(await readFile(target, "utf8"), `racer ${racers.indexOf(true)}`);
    assert.equal(
      await publishFile(join(folder, `source-${round}-${racers.indexOf(false)}`), target),
      false,
    );
  }
  const names = await readdir(folder);
  assert.deepEqual(
    names.filter((name) => name.startsWith(".")),
    [],
  );
});

test("a claim that a dead process left does not block forever", async () => {
  const folder = newFolder();
  await mkdir(folder);
  const claim = join(folder, ".target.claim");
  await writeFile(claim, "");
  const old = new Date(Date.now() - 120_000);
  await utimes(claim, old, old);
  await writeFile(join(folder, "source"), "content");
  assert.equal(await renameUnderClaim(join(folder, "source"), join(folder, "target")), true);
});

test("the system's errors become the store's", () => {
  const codes = {
    ENOSPC: "unavailable",
    EROFS: "denied",
    EACCES: "denied",
    EPERM: "denied",
    ENOENT: "not-found",
    EIO: "unavailable",
    ENAMETOOLONG: "unsupported",
  };
  for (const [code, expected] of Object.entries(codes)) {
    const cause = Object.assign(new Error(code), { code });
    const error = localError(cause, { store: "/s", key: "config" });
    assert.ok(error instanceof StoreError);
    assert.equal(error.code, expected);
    assert.equal(error.cause, cause);
    assert.doesNotMatch(error.message, /\{\w+\}|E[A-Z]{4}/);
  }
});

test("a file where a folder should be is told", async () => {
  const store = new LocalStore(newFolder());
  await store.putNew("data", noise(1));
  await assertStoreError(store.putNew("data/ab", noise(1)), "unsupported");
  assert.equal(await store.head("data/ab"), null);
});

test("a pipe or a folder in a key's place is nothing that can be read, and is not waited for", async () => {
  const folder = newFolder();
  const store = new LocalStore(folder);
  await store.putNew("other", noise(1));
  assert.equal(spawnSync("mkfifo", [join(folder, "pipe")]).status, 0);
  await mkdir(join(folder, "folder"));
  for (const key of ["pipe", "folder"]) {
    assert.equal(await store.head(key), null);
    await assertStoreError(store.get(key), "not-found");
    await assertStoreError(store.putNew(key, noise(1)), "unsupported");
    await assertStoreError(store.replace(key, noise(1), null), "unsupported");
  }
  assert.deepEqual(await listKeys(store, ""), ["other"]);
});
