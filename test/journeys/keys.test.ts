import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openVault } from "../../src/index.ts";
import { jsonLines, runRestera } from "../support/run-restera.ts";
import { ownerOfMany, temporaryFolder } from "../support/temporary-folder.ts";
import { isError, newVault } from "../support/test-vault.ts";

describe("keys", () => {
  it("the key in use stays, others go", async (t) => {
    const { vault, access } = await newVault(t, temporaryFolder(t));
    const added = await vault.addKey("another", {}, { username: "grace", hostname: "harbour" });
    const keys = await vault.keys();
    assert.equal(keys.length, 2);
    assert.equal(keys.find(({ current }) => current)?.id, vault.keyId);
    assert.equal(keys.find(({ id }) => id === added)?.username, "grace");
    await assert.rejects(vault.removeKey(vault.keyId.slice(0, 8)), isError("key-in-use"));
    await assert.rejects(vault.removeKey("zz"), isError("object-unknown"));
    assert.equal(await vault.removeKey(added.slice(0, 12)), added);
    await assert.rejects(openVault(access.url, { password: "another" }), isError("wrong-password"));
  });

  it("a new password that cannot be kept leaves the old one in force", async (t) => {
    const { vault, access } = await newVault(t, temporaryFolder(t));
    const before = vault.keyId;
    const onAdded = (): Promise<void> => Promise.reject(new Error("the disk is full"));
    await assert.rejects(vault.changePassword("new", {}, { onAdded }), /disk is full/);
    assert.equal(vault.keyId, before);
    await (await openVault(access.url, access)).close();
    const changed = await vault.changePassword("new");
    assert.equal(vault.keyId, changed);
    await assert.rejects(openVault(access.url, access), isError("wrong-password"));
    await (await openVault(access.url, { password: "new" })).close();
  });
});

describe("the key that this machine keeps", () => {
  const owner = ownerOfMany();
  const folder = temporaryFolder(owner);
  const vault = { url: join(folder, "vault"), password: "" };
  const env = { RESTERA_HOME: join(folder, "home"), RESTERA_PASSWORD: "", TMPDIR: folder };
  const run = (...words: string[]) => runRestera(vault, words, { env });
  let passwordFile: string;

  /** A vault that `protect` made, so that its key is kept in a home of its own. */
  before(async () => {
    writeFileSync(join(folder, "note"), "keep me");
    const made = await run("protect", join(folder, "note"), "--json");
    assert.equal(made.code, 0, made.stderr);
    const [result] = jsonLines(made.stdout).filter(({ password_file: file }) => file !== undefined);
    passwordFile = String(result?.["password_file"]);
  });
  after(() => owner.end());

  it("gets a recovery phrase that opens the vault, and one that takes its place", async () => {
    const made = await run("keys", "recovery", "--replace", "--json");
    assert.equal(made.code, 0, made.stderr);
    const [shown, result] = jsonLines(made.stdout);
    const phrase = String(shown?.["recovery_phrase"]);
    assert.equal(phrase.split(" ").length, 24);
    const opened = await openVault(vault.url, { password: phrase });
    const keys = await opened.keys();
    await opened.close();
    assert.equal(keys.length, 2);
    assert.ok(!keys.some(({ id }) => id === result?.["replaced"]));
    const doctor = await run("doctor", "--json");
    const findings = jsonLines(doctor.stdout);
    assert.ok(!findings.some(({ level }) => level === "error"), doctor.stdout);
    assert.ok(!findings.some(({ check }) => check === "no-recovery"), doctor.stdout);
  });

  it("follows a change of the password", async () => {
    writeFileSync(join(folder, "new"), "a new password\n");
    const changed = await run("keys", "passwd", "--new-password-file", join(folder, "new"));
    assert.equal(changed.code, 0, changed.stderr);
    assert.equal(readFileSync(passwordFile, "utf8"), "a new password\n");
    assert.equal(statSync(passwordFile).mode & 0o777, 0o600);
    const listed = await run("snapshots", "--json");
    assert.equal(listed.code, 0, listed.stderr);
  });

  it("stays when the change was made with another key", async () => {
    const kept = readFileSync(passwordFile, "utf8");
    for (const name of ["one", "two"]) writeFileSync(join(folder, name), `password ${name}`);
    await run("keys", "add", "--new-password-file", join(folder, "one"));
    const changed = await run(
      ...["keys", "passwd", "--password-file", join(folder, "one")],
      ...["--new-password-file", join(folder, "two"), "--json"],
    );
    assert.equal(changed.code, 0, changed.stderr);
    assert.equal(readFileSync(passwordFile, "utf8"), kept);
    assert.equal((await run("snapshots")).code, 0);
  });
});
