import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { registry } from "../registry/registry.ts";
import { bashCompletion } from "./bash-completion.ts";
import { fishCompletion } from "./fish-completion.ts";
import { zshCompletion } from "./zsh-completion.ts";

/** What bash offers after these words, the last of which is being typed. */
function bashOffers(...typed: string[]): string[] {
  const script = `${bashCompletion(registry, "en")}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _restera; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync("bash", [
    "--norc",
    "-c",
    script,
    "bash",
    "restera",
    ...typed,
  ]);
  assert.equal(stderr.toString(), "");
  return stdout.toString().trim().split("\n");
}

describe("bash completion", () => {
  it("offers commands, and the verbs of groups", () => {
    assert.deepEqual(bashOffers("ba"), ["backup"]);
    assert.deepEqual(bashOffers("-r", "backup", "st"), ["stats"]);
    assert.deepEqual(bashOffers("repair", ""), ["index", "packs", "snapshots"]);
  });

  it("offers the options of the command", () => {
    assert.deepEqual(bashOffers("restore", "--over"), ["--overwrite"]);
    assert.deepEqual(bashOffers("keys", "-q", "add", "--us"), ["--user"]);
    assert.deepEqual(bashOffers("--vers"), ["--version"]);
  });

  it("knows that a letter is a switch in one command and takes a value in another", () => {
    assert.deepEqual(bashOffers("find", "-i", "--newe"), ["--newest"]);
    assert.deepEqual(bashOffers("restore", "-i", "--newe"), [""]);
  });

  it("offers the choices of options and arguments", () => {
    assert.deepEqual(bashOffers("restore", "--overwrite", "if"), ["if-changed", "if-newer"]);
    assert.deepEqual(bashOffers("restore", "--overwrite", "=", "if"), ["if-changed", "if-newer"]);
    assert.deepEqual(bashOffers("cat", "mas"), ["masterkey"]);
  });

  it("offers files and folders where they are expected", () => {
    assert.deepEqual(bashOffers("backup", "/et"), ["/etc"]);
    assert.deepEqual(bashOffers("ls", "latest", "/et"), ["/etc"]);
    assert.deepEqual(bashOffers("--vault", "/et"), ["/etc"]);
  });
});

describe("completion scripts", () => {
  const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };
  for (const [shell, write] of Object.entries(scripts)) {
    const installed = spawnSync(shell, ["--version"]).status === 0;
    for (const language of installed ? (["en", "fr"] as const) : []) {
      it(`${shell} takes its script, in ${language}`, () => {
        const input = write(registry, language);
        const { status, stderr } = spawnSync(shell, ["-n"], { input });
        assert.equal(stderr.toString(), "");
        assert.equal(status, 0);
      });
    }
  }

  it("name every command and option that help shows", () => {
    for (const write of Object.values(scripts)) {
      const text = write(registry, "en");
      for (const spec of registry.filter(({ hidden }) => !hidden)) {
        assert.ok(text.includes(spec.name));
        for (const option of (spec.options ?? []).filter(({ hidden }) => !hidden)) {
          assert.ok(text.includes(option.name), option.name);
        }
      }
    }
  });
});
