import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { ResteraError } from "../../../foundation/errors.ts";
import { makeKey, saveKeyRecord } from "../../../services/snapshots/key-store.ts";
import type { CommandContext } from "../command-context.ts";
import { parsedOptions } from "../parse/parsed-options.ts";
import { everywhereOptions } from "../registry/everywhere-options.ts";
import { fromOptions } from "../registry/from-options.ts";
import { UsageError } from "../usage-error.ts";
import { fromContext } from "./from-context.ts";
import { normalizePassword } from "./decode-password.ts";
import { resolveNewSecret, resolveSecret } from "./resolve-secret.ts";
import { splitWords } from "./run-password-command.ts";
import { vaultUrl } from "./vault-url.ts";
import type { System } from "../system.ts";

const url = "s3://bucket/vault";
const phrase = `${"abandon ".repeat(23)}art`;

describe("the password", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "restera-secret-"));
    await writeFile(join(folder, "a.txt"), "from a\n");
    await writeFile(join(folder, "b.txt"), "\ufefffrom b\r\n");
    await writeFile(join(folder, "empty.txt"), "\n");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  function context(
    options: Record<string, string> = {},
    environment: Record<string, string> = {},
  ): CommandContext {
    const values = new Map(Object.entries(options).map(([name, value]) => [name, [value]]));
    const system = {
      ...{ environment: { ...environment, RESTERA_HOME: folder }, cwd: folder, platform: "linux" },
      ...{ home: folder, stdin: {}, stderr: {} },
    };
    return {
      system: system as unknown as System,
      options: parsedOptions(
        values,
        new Set([...everywhereOptions, ...fromOptions].map(({ name }) => name)),
      ),
      settings: { input: true },
      signal: new AbortController().signal,
    } as unknown as CommandContext;
  }
  const password = async (
    options: Record<string, string> = {},
    environment: Record<string, string> = {},
  ) => (await resolveSecret(context(options, environment), url)).password;

  it("comes from flags, then RESTERA_ variables, then the kept key, then RESTIC_ variables", async () => {
    const restic = { RESTIC_PASSWORD: "restic" };
    const restera = { ...restic, RESTERA_PASSWORD_FILE: "b.txt" };
    assert.equal(await password({}, restic), "restic");
    await makeKey(join(folder, "keys"), url, "now");
    const kept = await password({}, restic);
    assert.notEqual(kept, "restic");
    assert.equal(kept.length, 43);
    assert.equal(await password({}, restera), "from b");
    assert.equal(await password({}, { ...restera, RESTERA_PASSWORD: "direct" }), "direct");
    assert.equal(await password({ "password-file": "a.txt" }, restera), "from a");
    assert.equal(await password({ "password-command": "printf '%s\\n' 'a b'" }, restera), "a b");
  });

  it("of the kept key brings the key's id along", async () => {
    const keys = join(folder, "keys");
    const { record } = await makeKey(keys, url, "now");
    await saveKeyRecord(keys, { ...record, vaultId: "v", keyId: "k" });
    assert.equal((await resolveSecret(context(), url)).keyHint, "k");
  });

  it("brings the key's id along that an option or a variable names, ours before restic's", async () => {
    const restic = { RESTERA_PASSWORD: "p", RESTIC_KEY_HINT: "ambient" };
    assert.equal((await resolveSecret(context({}, restic), url)).keyHint, "ambient");
    const ours = { ...restic, RESTERA_KEY_HINT: "ours" };
    assert.equal((await resolveSecret(context({}, ours), url)).keyHint, "ours");
    const given = context({ "key-hint": "given" }, ours);
    assert.equal((await resolveSecret(given, url)).keyHint, "given");
  });

  it("of a new vault is never the kept key, which may belong to another one", async () => {
    await makeKey(join(folder, "keys"), url, "now");
    const code = (error: unknown) =>
      error instanceof ResteraError && error.code === "password-missing";
    await assert.rejects(resolveNewSecret(context(), url), code);
  });

  it("is missing when there is none and nobody to ask", async () => {
    const code = (error: unknown) =>
      error instanceof ResteraError && error.code === "password-missing";
    await assert.rejects(resolveSecret(context(), url), code);
  });

  it("is none where --insecure-no-password says so and nothing says otherwise", async () => {
    const none = { "insecure-no-password": "" };
    assert.equal(await password(none), "");
    assert.equal((await resolveNewSecret(context(none), url)).password, "");
    await makeKey(join(folder, "keys"), url, "now");
    assert.equal(await password(none), "");
    for (const name of ["RESTERA_PASSWORD", "RESTIC_PASSWORD_FILE"]) {
      const told = new RegExp(`--insecure-no-password and ${name}`);
      await assert.rejects(password(none, { [name]: "a.txt" }), told);
    }
    const both = { ...none, "password-file": "a.txt" };
    await assert.rejects(password(both), /--insecure-no-password and --password-file/);
  });

  it("of the vault to read from is asked for by the names that it has", async () => {
    const missing = { en: "", fr: "" };
    const variables = { RESTERA_FROM_VAULT: "s3://bucket/other" };
    const from = (more: Record<string, string> = {}) =>
      resolveSecret(fromContext(context({}, { ...variables, ...more }), missing), url);
    await assert.rejects(
      from(),
      /--from-password-file .*--from-password-command .*RESTERA_FROM_PASSWORD/,
    );
    await assert.rejects(
      from({ RESTERA_FROM_PASSWORD_FILE: "nowhere" }),
      /given by RESTERA_FROM_PASSWORD_FILE/,
    );
    await assert.rejects(
      from({ RESTIC_FROM_PASSWORD_FILE: "empty.txt" }),
      /RESTIC_FROM_PASSWORD_FILE/,
    );
    assert.equal((await from({ RESTERA_FROM_PASSWORD: "p" })).origin, "RESTERA_FROM_PASSWORD");
  });

  it("cannot be empty, contradictory or unreadable", async () => {
    await assert.rejects(password({ "password-file": "empty.txt" }), UsageError);
    await assert.rejects(password({ "password-file": "nowhere" }), UsageError);
    // It never ends.
    await assert.rejects(password({ "password-file": "/dev/zero" }), UsageError);
    await assert.rejects(password({ "password-command": "false" }), UsageError);
    await assert.rejects(password({ "password-command": "no-such-program" }), UsageError);
    await assert.rejects(
      password({ "password-file": "a.txt", "password-command": "true" }),
      UsageError,
    );
  });

  it("is recognised as a recovery phrase however it was copied; others stay as they are", async () => {
    assert.equal(
      await normalizePassword(`  ${phrase.toUpperCase().replaceAll(" ", "\n ")}\n`),
      phrase,
    );
    assert.equal(await normalizePassword("Two  Words "), "Two  Words ");
    const other = "Abandon ".repeat(24);
    assert.equal(await normalizePassword(other), other);
  });

  it("commands are split as a shell would", () => {
    assert.deepEqual(splitWords(`pass show  'my vault' "a\\"b" c\\ d ''`), [
      ...["pass", "show", "my vault", 'a"b', "c d", ""],
    ]);
    assert.equal(splitWords("pass 'open"), undefined);
  });

  it("the vault is the flag's, then RESTERA_VAULT's, then restic's, then the one protect makes", async () => {
    const restic = { RESTIC_REPOSITORY: "s3://restic" };
    const both = { ...restic, RESTERA_VAULT: "rel/vault" };
    assert.equal(await vaultUrl(context({}, {})), join(folder, "vault"));
    assert.equal(await vaultUrl(context({}, restic)), "s3://restic");
    assert.equal(await vaultUrl(context({}, both)), join(folder, "rel/vault"));
    assert.equal(await vaultUrl(context({ vault: "file:///srv/v" }, both)), "/srv/v");
    await mkdir(join(folder, "x"));
    await writeFile(join(folder, "x/repo"), "s3://from-file\n");
    assert.equal(await vaultUrl(context({ "repository-file": "x/repo" })), "s3://from-file");
    assert.equal(
      await vaultUrl(context({}, { RESTIC_REPOSITORY_FILE: "x/repo" })),
      "s3://from-file",
    );
  });
});
