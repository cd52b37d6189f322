import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Vault } from "../../services/snapshots/vault.ts";
import { ResteraError } from "../../foundation/errors.ts";
import { fakePorts, fakeVault } from "./testing/fake-vault.ts";
import { runCli } from "./testing/run-cli.ts";
import { environment, jsonLines, runWithVault } from "./testing/run-with-vault.ts";

describe("errors", () => {
  const failing = (error: Error): Partial<Vault> => ({
    snapshots: async () => {
      throw error;
    },
  });

  it("are restic's exit_error on stderr with --json", async () => {
    const error = new ResteraError("locked", { who: "vm", since: "noon" });
    const { code, stdout, stderr } = await runWithVault(["snapshots", "--json"], failing(error));
    assert.equal(code, 11);
    assert.equal(stdout, "");
    const [json] = jsonLines(stderr);
    assert.equal(json?.message_type, "exit_error");
    assert.equal(json?.code, 11);
    assert.match(String(json?.message), /locked by vm since noon/);
  });

  it("speak French by locale", async () => {
    const { stderr } = await runCli(["snapshots"], {
      environment: { ...environment, LANG: "fr_FR.UTF-8" },
      vaults: fakePorts(
        fakeVault(failing(new ResteraError("locked", { who: "vm", since: "midi" }))),
      ),
    });
    assert.match(stderr, /^Erreur : Le coffre est verrouillé par vm depuis midi/);
  });

  it("point at the help of the command that was meant, whatever its arguments are called", async () => {
    const { stderr } = await runCli(["schedule", "add", "nightly", "backup", "/notes"]);
    assert.match(stderr, /restera schedule add --help/);
    // What follows a command that there is not is no command either.
    const unknown = await runCli(["locks", "list"]);
    assert.match(unknown.stderr, /locks.*\n.*: restera --help/);
  });

  it("say in French, too, what the engine found wrong", async () => {
    const problem = "it has 5 bytes, the index says 7";
    const damaged = new ResteraError("damaged", { object: "pack 0123456789abcdef", problem });
    const { stderr } = await runCli(["snapshots"], {
      environment: { ...environment, LANG: "fr_FR.UTF-8" },
      vaults: fakePorts(fakeVault(failing(damaged))),
    });
    assert.match(stderr, /paquet 0123456789abcdef/);
    assert.match(stderr, /5 octets, l'index en annonce 7/);
  });

  it("show a stack only with --debug", async () => {
    const { stderr } = await runWithVault(["snapshots"], failing(new Error("boom")));
    assert.match(
      stderr,
      /Something unexpected went wrong: boom\nRun the command again with --debug/,
    );
    assert.doesNotMatch(stderr, /at .*\.ts/);
    const debug = await runWithVault(["snapshots", "--debug"], failing(new Error("boom")));
    assert.match(debug.stderr, /at .*\.ts/);
  });

  it("cannot be broken into lines by a path", async () => {
    const error = new ResteraError("path-missing", { path: "/a\nError: run rm -rf /" });
    const { stderr } = await runWithVault(["snapshots"], failing(error));
    assert.match(stderr, /\/a\\nError: run rm -rf \/ does not exist/);
  });

  it("say where a wrong password came from", async () => {
    const wrong = new ResteraError("wrong-password", { url: "s3://bucket/vault", keys: 1 });
    const vaults = { open: () => Promise.reject(wrong), create: () => Promise.reject(wrong) };
    const { code, stderr } = await runCli(["snapshots"], { environment, vaults });
    assert.equal(code, 12);
    assert.match(stderr, /The password came from RESTERA_PASSWORD/);
  });

  it("are 130 when the user cancels", async () => {
    const controller = new AbortController();
    const vault = fakeVault({
      snapshots: (_filter, options) =>
        new Promise((_resolve, reject) => {
          options?.signal?.addEventListener("abort", () => reject(options.signal?.reason as Error));
          controller.abort(new ResteraError("cancelled"));
        }),
    });
    const { code, stderr } = await runCli(["snapshots"], {
      ...{ environment, vaults: fakePorts(vault), signal: controller.signal },
    });
    assert.equal(code, 130);
    assert.equal(stderr, "Cancelled.\n");
  });
});

describe("init", () => {
  it("says restic's one message", async () => {
    const { stdout } = await runWithVault(["init", "--json"]);
    assert.deepEqual(jsonLines(stdout), [
      { message_type: "initialized", id: fakeVault().id, repository: "s3://bucket/vault" },
    ]);
  });

  it("makes no vault without a password", async () => {
    const { code } = await runCli(["init", "-r", "s3://b/v", "--no-input"], {});
    assert.equal(code, 2);
  });
});
