import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, after } from "node:test";
import { createKeyFile, randomMasterKey } from "../../engine/crypto/key-file.ts";
import { makeKey, saveKeyRecord } from "../../services/snapshots/key-store.ts";
import { beginKey, vaultCommands } from "./begin-key.ts";
import { registry } from "./registry/registry.ts";

const folder = await mkdtemp(join(tmpdir(), "restera-begin-key-"));
after(() => rm(folder, { recursive: true }));
const vault = join(folder, "vault");
const keyId = "a".repeat(64);
await mkdir(join(vault, "keys"), { recursive: true });
await writeFile(
  join(vault, "keys", keyId),
  await createKeyFile("correct horse", randomMasterKey()),
);
const home = join(folder, "home");
const given = { RESTERA_HOME: home, RESTERA_PASSWORD: "correct horse" };

test("every command whose key is begun early is one, and needs a vault", () => {
  const names = new Set(registry.map(({ name }) => name));
  assert.deepEqual(
    [...vaultCommands].filter((name) => !names.has(name)),
    [],
  );
});

test("the key is begun when vault and password are plain to see", () => {
  assert.ok(beginKey(["backup", "--vault", vault, "/etc"], given));
  assert.ok(beginKey(["ls", `--vault=${vault}`], given));
  assert.ok(beginKey(["ls", "-r", vault], given));
  assert.ok(beginKey(["ls"], { ...given, RESTERA_VAULT: vault }));
});

test("the key that this machine keeps is begun without a word of the user's", async () => {
  assert.equal(beginKey(["snapshots", "--vault", vault], { RESTERA_HOME: home }), false);
  const key = await makeKey(join(home, "keys"), vault, new Date().toISOString());
  assert.ok(beginKey(["snapshots", "--vault", vault], { RESTERA_HOME: home }));
  await saveKeyRecord(join(home, "keys"), { ...key.record, keyId });
  assert.ok(beginKey(["snapshots", "--vault", vault], { RESTERA_HOME: home }));
});

test("nothing is begun for what needs no key, another one, or one that has to be found", async () => {
  assert.equal(beginKey(["backup", "--help", "--vault", vault], given), false);
  assert.equal(beginKey(["version", "--vault", vault], given), false);
  assert.equal(beginKey(["ls", "--vault", vault, "--password-file", "x"], given), false);
  assert.equal(beginKey(["ls", "--vault", vault, "-p", "x"], given), false);
  assert.equal(beginKey(["ls", "--vault", "s3://bucket/vault"], given), false);
  assert.equal(beginKey(["ls", "--vault", join(folder, "none")], given), false);
  assert.equal(beginKey(["ls"], { ...given, RESTIC_REPOSITORY: vault }), false);
  assert.equal(
    beginKey(["ls", "--vault", vault], { RESTERA_HOME: home, RESTERA_PASSWORD_COMMAND: "echo x" }),
    false,
  );
  await writeFile(join(vault, "keys", "b".repeat(64)), "{}");
  assert.equal(beginKey(["ls", "--vault", vault], given), false);
});

test(
  "a pipe or a huge file in the place of the key is left for whoever opens the vault",
  { skip: process.platform === "win32" && "Windows has no named pipes in folders" },
  async () => {
    const odd = join(folder, "odd");
    await mkdir(join(odd, "keys"), { recursive: true });
    const file = join(odd, "keys", keyId);
    execFileSync("mkfifo", [file]);
    assert.equal(beginKey(["ls", "--vault", odd], given), false);
    await rm(file);
    const key = await readFile(join(vault, "keys", keyId));
    await writeFile(file, Buffer.concat([key, Buffer.alloc(1 << 20, " ")]));
    assert.equal(beginKey(["ls", "--vault", odd], given), false);
  },
);
