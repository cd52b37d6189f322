import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import type { CommandSpec, OptionSpec } from "../registry/command-spec.ts";
import { everywhereOptions } from "../registry/everywhere-options.ts";
import { registry } from "../registry/registry.ts";
import { bashCompletion } from "./bash-completion.ts";
import { fishCompletion } from "./fish-completion.ts";
import { zshCompletion } from "./zsh-completion.ts";

const words = registry[0]!.words;
const load = () => Promise.reject(new Error("not run"));
const group: CommandSpec = {
  ...{ name: "keys", words, examples: [] },
  commands: [
    { name: "add", words, examples: [], load, options: [{ name: "user", value: "name" }] },
    { name: "list", words, examples: [], load },
  ],
};
const all = [...registry, group];

/** What bash offers after these words, the last of which is being typed. */
function bashOffers(...typed: string[]): string[] {
  const script = `${bashCompletion(all, "en")}
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
    assert.deepEqual(bashOffers("keys", ""), ["add", "list"]);
  });

  it("offers the options of the command", () => {
    assert.deepEqual(bashOffers("restore", "--over"), ["--overwrite"]);
    assert.deepEqual(bashOffers("keys", "-q", "add", "--us"), ["--user"]);
    assert.deepEqual(bashOffers("--vers"), ["--version"]);
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
        const input = write(all, language);
        const { status, stderr } = spawnSync(shell, ["-n"], { input });
        assert.equal(stderr.toString(), "");
        assert.equal(status, 0);
      });
    }
  }

  it("name every command and option that help shows", () => {
    for (const write of Object.values(scripts)) {
      const text = write(all, "en");
      for (const spec of registry.filter(({ hidden }) => !hidden)) {
        assert.ok(text.includes(spec.name));
        for (const option of (spec.options ?? []).filter(({ hidden }) => !hidden)) {
          assert.ok(text.includes(option.name), option.name);
        }
      }
    }
  });

  it("may take an option for the same everywhere: its name and letter never change their kind", () => {
    const kinds = new Map<string, OptionSpec["value"]>();
    const options = registry.flatMap(({ options: own = [] }) => own);
    for (const { name, short, value } of [...options, ...everywhereOptions]) {
      for (const flag of short ? [name, `-${short}`] : [name]) {
        const same = !kinds.has(flag) || (kinds.get(flag) === undefined) === (value === undefined);
        assert.ok(same, flag);
        kinds.set(flag, value);
      }
    }
  });
});
