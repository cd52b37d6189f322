import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { test, type TestContext } from "node:test";
import type { RestoreInput } from "../../src/index.ts";
import { ExtendedAttributes } from "../../src/engine/disk/extended-attributes.ts";
import { loadSystemCalls } from "../../src/engine/disk/system-calls.ts";
import { assertSameFolders } from "../support/compare-folders.ts";
import { CraftedVault } from "../support/crafted-vault.ts";
import { describeDeepFolders, makeDeepFolders } from "../support/deep-folders.ts";
import { runRestera } from "../support/run-restera.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { newVault, readWhole } from "../support/test-vault.ts";

const isRoot = process.geteuid?.() === 0;
const isLinux = process.platform === "linux";
const onlyRoot = !isRoot && "only root may";
const withoutKoffi = `--import=${pathToFileURL(join(import.meta.dirname, "../support/without-koffi.ts")).href}`;
const noScan = { take: false };

async function scene(t: TestContext) {
  const folder = temporaryFolder(t);
  const source = join(folder, "source");
  const target = join(folder, "target");
  mkdirSync(source);
  const { vault, access } = await newVault(t, folder);
  const restore = (more: Partial<RestoreInput> = {}) =>
    vault.restore({ snapshot: `latest:${source}`, target, lock: noScan, ...more });
  return { folder, source, target, vault, access, restore };
}

test("pipes come back, whatever their names, and take the place of what stands there", async (t) => {
  const { source, target, vault, restore } = await scene(t);
  for (let i = 0; i < 30; i++) execFileSync("mkfifo", ["-m", "640", join(source, `pipe ${i}\n`)]);
  const bytes = Buffer.concat([Buffer.from(`${source}/`), Buffer.from([0x70, 0xff])]);
  renameSync(join(source, "pipe 0\n"), bytes);
  mkdirSync(target);
  writeFileSync(join(target, "pipe 1\n"), "in the way");
  symlinkSync("pipe 1\n", join(target, "pipe 2\n"));
  await vault.backUp({ paths: [source] });
  assert.deepEqual((await restore()).problems, []);
  assertSameFolders(target, source, { without: (path) => path === "." });
});

test("devices come back with their numbers", { skip: onlyRoot }, async (t) => {
  const { source, target, vault, restore } = await scene(t);
  execFileSync("mknod", [join(source, "block"), "b", "8", "300"]);
  execFileSync("mknod", [join(source, "character"), "c", "300", "70000"]);
  chmodSync(join(source, "block"), 0o604);
  await vault.backUp({ paths: [source] });
  assert.deepEqual((await restore()).problems, []);
  for (const name of ["block", "character"]) {
    const [is, was] = [lstatSync(join(target, name)), lstatSync(join(source, name))];
    assert.deepEqual([is.mode, is.rdev], [was.mode, was.rdev]);
  }
});

test(
  "where mkfifo is not installed or a device is not permitted, it is said and the rest restored",
  { skip: onlyRoot },
  async (t) => {
    const { source, target, vault, access } = await scene(t);
    execFileSync("mkfifo", [join(source, "pipe")]);
    execFileSync("mknod", [join(source, "device"), "c", "1", "3"]);
    writeFileSync(join(source, "file"), "the rest");
    await vault.backUp({ paths: [source] });
    const words = ["restore", `latest:${source}`, "--target", target];
    const bare = await runRestera(access, words, { env: { PATH: "/nonexistent" } });
    assert.equal(bare.code, 3);
    assert.match(bare.stderr, /\/pipe: the program mkfifo, which makes it, is not installed/);
    assert.match(bare.stderr, /\/device: the program mknod, which makes it, is not installed/);
    assert.equal(readFileSync(join(target, "file"), "utf8"), "the rest");
    const weak = await runRestera(access, words, {
      through: ["setpriv", "--bounding-set=-mknod", "--inh-caps=-mknod"],
    });
    assert.equal(weak.code, 3);
    assert.match(weak.stderr, /\/device: mknod could not make it: Operation not permitted/);
    assert.ok(lstatSync(join(target, "pipe")).isFIFO());
  },
);

test("a socket is passed over with a word, which is no failure", async (t) => {
  const { source, target, access } = await scene(t);
  const server = createServer().listen(join(source, "socket"));
  t.after(() => server.close());
  writeFileSync(join(source, "file"), "kept");
  const run = await runRestera(access, ["backup", source]);
  assert.equal(run.code, 0);
  assert.match(run.stderr + run.stdout, /socket/);
  await runRestera(access, ["restore", `latest:${source}`, "--target", target]);
  assert.ok(existsSync(join(target, "file")));
  assert.ok(!existsSync(join(target, "socket")));
});

test(
  "paths far beyond 4,096 bytes come back, and again over themselves",
  { skip: !isLinux },
  async (t) => {
    const { source, target, vault, restore } = await scene(t);
    makeDeepFolders(source, 64, seededBytes(3, 10 << 20));
    await vault.backUp({ paths: [source] });
    const was = describeDeepFolders(source);
    assert.ok(was.some((line) => line.length > 14_000));
    assert.deepEqual((await restore({ verify: true })).problems, []);
    assert.deepEqual(describeDeepFolders(target), was);
    const again = await restore({ verify: true });
    assert.deepEqual(again.problems, []);
    assert.equal(again.bytesSkipped, again.bytesTotal);
    const { snapshot } = await vault.backUp({ paths: [source] });
    assert.deepEqual(
      (await restore({ snapshot: `${snapshot!.id}:${source}`, include: ["nothing"], delete: true }))
        .problems,
      [],
    );
    assert.deepEqual(describeDeepFolders(target), was);
  },
);

test("what is deep and not in the snapshot is deleted whole", { skip: !isLinux }, async (t) => {
  const { source, target, vault, restore } = await scene(t);
  writeFileSync(join(source, "file"), "");
  mkdirSync(join(target, "mine"), { recursive: true });
  makeDeepFolders(join(target, "mine"), 40, Buffer.from("x"));
  await vault.backUp({ paths: [source] });
  assert.deepEqual((await restore({ delete: true })).problems, []);
  assert.deepEqual(describeDeepFolders(target).length, 1);
});

test("one file under names in several folders is one file again", async (t) => {
  const { source, target, vault, restore } = await scene(t);
  mkdirSync(join(source, "a/b"), { recursive: true });
  mkdirSync(join(source, "z"));
  writeFileSync(join(source, "a/b/first"), seededBytes(1, 5 << 20));
  linkSync(join(source, "a/b/first"), join(source, "z/second"));
  linkSync(join(source, "a/b/first"), join(source, "third"));
  await vault.backUp({ paths: [source] });
  for (const more of [{}, {}, { include: ["/z", "/third"] }]) {
    assert.deepEqual((await restore(more)).problems, []);
    assert.equal(statSync(join(target, "z/second")).ino, statSync(join(target, "third")).ino);
    assertSameFolders(target, source, { without: (path) => path === "." });
  }
});

test("a file that says it is empty and is not is read", { skip: !isLinux }, async (t) => {
  const { vault } = await scene(t);
  const { snapshot } = await vault.backUp({ paths: ["/proc/version"] });
  const kept = await readWhole(vault, snapshot!.id, "/proc/version");
  assert.equal(kept.toString(), readFileSync("/proc/version", "utf8"));
});

test(
  "owners are restored by number, or by the number that their name has here",
  { skip: onlyRoot },
  async (t) => {
    const { target, access, vault } = await scene(t);
    const crafted = await CraftedVault.open(access);
    const owner = { uid: 54321, gid: 54321, user: "daemon", group: "daemon" };
    const snapshot = await crafted.snapshot([crafted.file("file", "x", owner)]);
    const ids = async (owners: RestoreInput["owners"]): Promise<number[]> => {
      await vault.restore({ snapshot, target, lock: noScan, ...(owners && { owners }) });
      const { uid, gid } = statSync(join(target, "file"));
      return [uid, gid];
    };
    assert.deepEqual(await ids(undefined), [54321, 54321]);
    assert.deepEqual(await ids("names"), [1, 1]);
  },
);

test(
  "extended attributes and access control lists come back",
  { skip: loadSystemCalls() === undefined && "koffi is not there" },
  async (t) => {
    const { source, target, vault, restore } = await scene(t);
    const attributes = new ExtendedAttributes(loadSystemCalls()!);
    const fail = (error: unknown): never => {
      throw error;
    };
    const set = (path: string | Buffer, name: string, value: string): void =>
      attributes.write(
        path,
        [{ name: Buffer.from(name), value: Buffer.from(value, "latin1") }],
        fail,
      );
    mkdirSync(join(source, "folder"));
    for (const name of ["file", "large", "folder/below"])
      writeFileSync(join(source, name), name === "large" ? seededBytes(2, 9 << 20) : name);
    const odd = Buffer.concat([Buffer.from(`${source}/`), Buffer.from([0x6f, 0xff])]);
    writeFileSync(odd, "odd");
    set(join(source, "file"), "user.a", "\0\xff");
    set(join(source, "large"), "user.b", "");
    set(join(source, "folder"), "user.c", "3");
    set(odd, "user.d", "x".repeat(3000));
    // An access control list: the owner, user 1234, the group, the mask, others.
    const acl =
      "\x02\0\0\0\x01\0\x06\0\xff\xff\xff\xff\x02\0\x07\0\xd2\x04\0\0\x04\0\x04\0\xff\xff\xff\xff\x10\0\x07\0\xff\xff\xff\xff\x20\0\x04\0\xff\xff\xff\xff";
    set(join(source, "folder/below"), "system.posix_acl_access", acl);
    await vault.backUp({ paths: [source] });
    assert.deepEqual((await restore()).problems, []);
    // What others set since goes, and what they took away comes back, also where the content stays.
    set(join(target, "file"), "user.more", "1");
    assert.deepEqual((await restore()).problems, []);
    const read = (path: string | Buffer): string[] =>
      attributes
        .read(path, fail)
        .map(
          ({ name, value }) =>
            `${Buffer.from(name).toString("latin1")}=${Buffer.from(value).toString("base64")}`,
        );
    for (const name of [
      "file",
      "large",
      "folder",
      "folder/below",
      Buffer.from([0x6f, 0xff]),
    ] as const) {
      const of = (root: string): Buffer =>
        Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name)]);
      assert.deepEqual(read(of(target)), read(of(source)), String(name));
      assert.equal(read(of(target)).length, 1);
    }
    assertSameFolders(target, source, { without: (path) => path === "." });
  },
);

test(
  "without koffi everything else works, and it is said once",
  { skip: loadSystemCalls() === undefined && "koffi is not there" },
  async (t) => {
    const { source, target, vault, access } = await scene(t);
    const attributes = new ExtendedAttributes(loadSystemCalls()!);
    for (const name of ["one", "two", "three"]) {
      writeFileSync(join(source, name), name);
      attributes.write(
        join(source, name),
        [{ name: Buffer.from("user.a"), value: Buffer.from("1") }],
        () => undefined,
      );
    }
    const env = { NODE_OPTIONS: withoutKoffi };
    const backup = await runRestera(access, ["backup", source], { env });
    assert.equal(backup.code, 0, backup.stderr);
    assert.equal(backup.stderr.split("koffi").length - 1, 1, backup.stderr);
    // Whoever has it does not take over from that snapshot that there are none.
    await vault.backUp({ paths: [source] });
    const words = ["restore", `latest:${source}`, "--target", target];
    const bare = await runRestera(access, words, { env });
    assert.equal(bare.code, 3, bare.stderr);
    assert.equal(bare.stderr.split("koffi").length - 1, 1, bare.stderr);
    assertSameFolders(target, source, { without: (path) => path === "." });
    assert.equal((await runRestera(access, words)).code, 0);
    assert.equal(attributes.read(join(target, "two"), assert.ok).length, 1);
  },
);
