import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { createVault, openVault } from "../../src/index.ts";
import { openKeyFile } from "../../src/engine/crypto/key-file.ts";
import { Sealer } from "../../src/engine/crypto/sealer.ts";
import { Kernels } from "../../src/engine/kernels/kernels.ts";
import { runRestera } from "../support/run-restera.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { isError, newVault, objectPath, objectsIn, password } from "../support/test-vault.ts";

/** One command line for each refusal: it ends with the code and says why, without a stack. */
async function assertCommandRefused(
  access: { url: string; password: string },
  words: readonly string[],
  code: number,
  told: RegExp,
): Promise<void> {
  const run = await runRestera(access, words);
  assert.equal(run.code, code, run.stderr);
  assert.match(run.stderr, told);
  assert.doesNotMatch(run.stderr, /^\s+at /m);
  assert.equal(run.stdout, "");
}

test("a wrong password opens nothing", async (t) => {
  const { access } = await newVault(t, temporaryFolder(t));
  await assert.rejects(openVault(access.url, { password: "wrong" }), isError("wrong-password"));
  await assertCommandRefused({ ...access, password: "wrong" }, ["snapshots"], 12, /password/i);
});

test("where no vault is, nothing is made", async (t) => {
  const folder = temporaryFolder(t);
  for (const url of [folder, join(folder, "not/there")]) {
    await assert.rejects(openVault(url, { password }), isError("no-vault"));
  }
  await assertCommandRefused(
    { url: folder, password },
    ["backup", "/etc/hostname"],
    10,
    /no vault/,
  );
  assert.deepEqual(readdirSync(folder), []);
});

test("a vault of a newer format is left alone, and says so", async (t) => {
  const { access } = await newVault(t, temporaryFolder(t));
  await rewriteConfig(access.url, (config) => ({ ...config, version: 3 }));
  await assert.rejects(openVault(access.url, { password }), isError("newer-format", /format 3/));
  await assertCommandRefused(access, ["snapshots"], 1, /format 3/);
});

test("a config that makes no sense is damage, and named", async (t) => {
  const { vault, access } = await newVault(t, temporaryFolder(t));
  const right = JSON.parse(Buffer.from(await vault.cat("config", "")).toString()) as object;
  for (const change of [
    { version: 0 },
    { version: "2" },
    { id: "short" },
    { chunker_polynomial: "25b468838dcb74" },
    { chunker_polynomial: "x" },
  ]) {
    await rewriteConfig(access.url, () => ({ ...right, ...change }));
    await assert.rejects(openVault(access.url, { password }), isError("damaged", /^config/));
  }
});

test("a folder with something in it becomes no vault", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "precious"), "data");
  await assert.rejects(createVault(folder, { password }), isError("vault-not-empty"));
  await assertCommandRefused({ url: folder, password }, ["init"], 1, /not empty/);
  assert.deepEqual(readdirSync(folder), ["precious"]);
});

test("a vault is not made twice", async (t) => {
  const { access } = await newVault(t, temporaryFolder(t));
  const before = objectsIn(access.url, "keys");
  await assert.rejects(createVault(access.url, { password }), isError("vault-exists"));
  await assertCommandRefused(access, ["init"], 1, /already/);
  assert.deepEqual(objectsIn(access.url, "keys"), before);
});

test("a path that does not exist is named; the others are kept", async (t) => {
  const folder = temporaryFolder(t);
  const { vault, access } = await newVault(t, folder);
  mkdirSync(join(folder, "source"));
  writeFileSync(join(folder, "source/file"), "content");
  const missing = join(folder, "missing");
  await assert.rejects(vault.backUp({ paths: [missing] }), isError("nothing-to-back-up"));
  await assertCommandRefused(
    access,
    ["backup", missing],
    1,
    /None of the given paths.*missing: it does not exist/,
  );
  const { snapshot, problems } = await vault.backUp({ paths: [missing, join(folder, "source")] });
  assert.ok(snapshot);
  assert.deepEqual(problems, [{ path: missing, during: "scan", problem: "it does not exist" }]);
  const run = await runRestera(access, ["backup", missing, join(folder, "source")]);
  assert.equal(run.code, 3, run.stderr);
  assert.match(run.stderr, /missing/);
});

test("what is not in the vault is said to be missing, not damaged", async (t) => {
  const folder = temporaryFolder(t);
  const { vault, access } = await newVault(t, folder);
  await assert.rejects(vault.snapshot("latest"), isError("snapshot-unknown"));
  writeFileSync(join(folder, "file"), "content");
  await vault.backUp({ paths: [join(folder, "file")] });
  const target = join(folder, "target");
  await assert.rejects(vault.snapshot("12345678"), isError("snapshot-unknown", /12345678/));
  const inside = vault.restore({ snapshot: "latest:/no/such/folder", target });
  await assert.rejects(inside, isError("path-not-in-snapshot", /no\/such\/folder/));
  await assertCommandRefused(access, ["dump", "latest", "/nope"], 1, / \/nope is not in snapshot/);
  await assertCommandRefused(access, ["restore", "latest"], 2, /--target/);
});

test("a vault that another machine has locked for itself waits for it", async (t: TestContext) => {
  const folder = temporaryFolder(t);
  const { vault, access } = await newVault(t, folder);
  writeFileSync(join(folder, "file"), "content");
  const sealer = await sealerOf(access.url);
  const lock = {
    ...{ time: new Date().toISOString(), exclusive: true, hostname: "elsewhere" },
    ...{ username: "somebody", pid: 4711 },
  };
  const sealed = sealer.seal(Buffer.from(JSON.stringify(lock)));
  mkdirSync(join(access.url, "locks"), { recursive: true });
  writeFileSync(objectPath(access.url, "locks", hash("sha256", sealed, "hex")), sealed);
  const work = vault.backUp({ paths: [join(folder, "file")] });
  await assert.rejects(work, isError("locked", /somebody@elsewhere, PID 4711/));
  await assertCommandRefused(access, ["backup", join(folder, "file")], 11, /somebody@elsewhere/);
  assert.deepEqual(objectsIn(access.url, "snapshots"), []);
});

interface TestSealer {
  seal(text: Uint8Array): Buffer;
  open(sealed: Uint8Array): Buffer;
}

async function sealerOf(url: string): Promise<TestSealer> {
  const [id] = objectsIn(url, "keys");
  const key = await openKeyFile(readFileSync(objectPath(url, "keys", id!)), password, "key");
  const kernels = new Kernels();
  const sealer = new Sealer(kernels, key!);
  const scratch = kernels.allocate(1 << 16);
  return {
    seal: (text) => sealer.sealBytes(text, scratch),
    open: (sealed) => sealer.openBytes(sealed, scratch)!,
  };
}

async function rewriteConfig(url: string, change: (config: object) => object): Promise<void> {
  const sealer = await sealerOf(url);
  const path = join(url, "config");
  const config = JSON.parse(sealer.open(readFileSync(path)).toString()) as object;
  const sealed = sealer.seal(Buffer.from(JSON.stringify(change(config))));
  writeFileSync(`${path}.new`, sealed);
  renameSync(`${path}.new`, path);
}
