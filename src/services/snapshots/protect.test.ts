import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { createVault, openVault } from "../../compose.ts";
import { ResteraError, type ErrorCode } from "../../foundation/errors.ts";
import { readKey } from "./key-store.ts";
import { protect, type ProtectInput, type ProtectPorts, type ProtectResult } from "./protect.ts";

const ports: ProtectPorts = { openVault, createVault };
const withCode = (code: ErrorCode) => (error: unknown) =>
  error instanceof ResteraError && error.code === code;

describe("protect", () => {
  let root: string;
  let input: ProtectInput;
  let phrases: string[];

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "restera-protect-"));
    const source = join(root, "source");
    await mkdir(join(source, "odd [names]*"), { recursive: true });
    await mkdir(join(root, "scratch"));
    await writeFile(join(source, "a.txt"), "alpha");
    await writeFile(join(source, "odd [names]*", "what? !b.txt"), "beta");
    await writeFile(join(source, "empty"), "");
    const vault = join(root, "vault");
    input = {
      ...{ url: vault, keyName: vault, vaultFolder: vault },
      ...{ keysFolder: join(root, "keys"), scratch: join(root, "scratch"), paths: [source] },
    };
    phrases = [];
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const run = (own: Partial<ProtectInput> = {}, by: ProtectPorts = ports): Promise<ProtectResult> =>
    protect({ ...input, ...own }, by, { onRecoveryPhrase: (phrase) => phrases.push(phrase) });

  it("makes a vault and a key, keeps, checks, restores and proves the phrase", async () => {
    const result = await run();
    assert.equal(result.made, true);
    assert.equal(result.backup.summary.totalFilesProcessed, 3);
    assert.equal(result.check.ok, true);
    assert.deepEqual(result.sample, { files: 3, bytes: 9, changedSince: 0, different: [] });
    assert.deepEqual(result.recovery?.different, []);
    assert.equal(result.recovery?.files, 1);
    assert.equal(result.sameDisk, true);
    assert.deepEqual(await readdir(input.scratch), []);
  });

  it("keeps a key that only this user can read, which opens the vault and says which one it is", async () => {
    const { passwordFile, vaultId } = await run();
    assert.equal((await stat(passwordFile!)).mode & 0o777, 0o600);
    assert.equal((await stat(input.keysFolder)).mode & 0o777, 0o700);
    const key = await readKey(input.keysFolder, input.keyName);
    const password = (await readFile(passwordFile!, "utf8")).trim();
    const vault = await openVault(input.url, { password });
    assert.equal(vault.id, vaultId);
    assert.equal(vault.keyId, key?.record.keyId);
    await vault.close();
  });

  it("hands over 24 words, kept nowhere, that alone open the vault", async () => {
    await run();
    const [phrase = ""] = phrases;
    assert.match(phrase, /^[a-z]+( [a-z]+){23}$/);
    const vault = await openVault(input.url, { password: phrase });
    assert.equal((await vault.snapshots()).length, 1);
    await vault.close();
    for (const file of await readdir(input.keysFolder)) {
      const text = await readFile(join(input.keysFolder, file), "utf8");
      assert.ok(!text.includes(phrase));
    }
  });

  it("does it again with the same vault and key, without another phrase", async () => {
    const first = await run();
    const second = await run();
    assert.equal(second.made, false);
    assert.equal(second.vaultId, first.vaultId);
    assert.equal(second.recovery, undefined);
    assert.equal(second.backup.summary.filesUnmodified, 3);
    assert.equal(phrases.length, 1);
  });

  it("makes the phrase the next time when the first run broke off before it", async () => {
    const failing: ProtectPorts = {
      openVault,
      createVault: async (url, secret) => {
        const vault = await createVault(url, secret);
        vault.addKey = () => Promise.reject(new Error("the power went"));
        return vault;
      },
    };
    await assert.rejects(run({}, failing), /the power went/);
    assert.equal(phrases.length, 0);
    const second = await run();
    assert.equal(phrases.length, 1);
    assert.deepEqual(second.recovery?.different, []);
  });

  it("hands the phrase over even when what follows fails", async () => {
    const failing: ProtectPorts = {
      createVault,
      openVault: () => Promise.reject(new ResteraError("no-vault", { url: input.url })),
    };
    await assert.rejects(run({}, failing));
    assert.equal(phrases.length, 1);
  });

  it("does not answer an unplugged disk with a second vault", async () => {
    await run();
    await rename(input.url, join(root, "unplugged"));
    await assert.rejects(run(), withCode("vault-gone"));
    await rename(join(root, "unplugged"), input.url);
    assert.equal((await run()).made, false);
  });

  it("uses the given password, and then keeps no key", async () => {
    const result = await run({ secret: { password: "mine" } });
    assert.equal(result.made, true);
    assert.equal(result.passwordFile, undefined);
    assert.equal(phrases.length, 1);
    assert.equal((await run({ secret: { password: "mine" } })).made, false);
    assert.equal(phrases.length, 1);
    await assert.rejects(run({ secret: { password: "other" } }), withCode("wrong-password"));
  });

  it("asks for the password of a vault that somebody else made, and leaves no key behind", async () => {
    await (await createVault(input.url, { password: "theirs" })).close();
    await assert.rejects(run(), withCode("password-missing"));
    assert.equal(await readKey(input.keysFolder, input.keyName), undefined);
  });

  it("leaves the vault and the keys out of what it keeps", async () => {
    await run();
    const { backup } = await run({ paths: [root] });
    assert.equal(backup.summary.totalFilesProcessed, 3);
  });

  it("reports a file that came back different", async () => {
    const lying: ProtectPorts = {
      openVault,
      createVault: async (url, secret) => {
        const vault = await createVault(url, secret);
        const restore = vault.restore.bind(vault);
        vault.restore = async (wanted, options) => {
          const result = await restore(wanted, options);
          await writeFile(join(wanted.target, input.paths[0]!, "a.txt"), "ALPHA");
          return result;
        };
        return vault;
      },
    };
    const { sample } = await run({}, lying);
    assert.deepEqual(sample?.different, [join(input.paths[0]!, "a.txt")]);
  });

  it("does not hold a change of the source against the vault", async () => {
    const changing: ProtectPorts = {
      openVault,
      createVault: async (url, secret) => {
        const vault = await createVault(url, secret);
        const check = vault.check.bind(vault);
        vault.check = async (...words) => {
          await writeFile(join(input.paths[0]!, "a.txt"), "a longer alpha");
          await rm(join(input.paths[0]!, "empty"));
          return check(...words);
        };
        return vault;
      },
    };
    const { sample } = await run({}, changing);
    assert.deepEqual(sample, { files: 3, bytes: 9, changedSince: 2, different: [] });
  });
});
