import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import type { CommandSpec } from "../registry/command-spec.ts";
import { registry } from "../registry/registry.ts";
import { manPages } from "./man-page.ts";

const formatter = "groff";

describe("manPages", () => {
  it("has a page for the program and for every command", () => {
    const files = manPages(registry, "1.2.3", "en").map(({ file }) => file);
    const namesOf = ({ name, commands = [] }: CommandSpec): string[] => [
      name,
      ...commands.flatMap((verb) => namesOf(verb)).map((verb) => `${name}-${verb}`),
    ];
    const expected = registry.filter(({ hidden }) => !hidden).flatMap((each) => namesOf(each));
    assert.deepEqual(files, ["restera.1", ...expected.map((name) => `restera-${name}.1`)]);
  });

  it("says the same as the registry", () => {
    const page = manPages(registry, "1.2.3", "fr").find(({ file }) => file === "restera-restore.1");
    assert.match(page?.text ?? "", /\\fB\\-t, \\-\\-target DOSSIER\\fR\ndossier où écrire/);
  });

  const hasGroff = spawnSync(formatter, ["--version"]).status === 0;
  for (const language of hasGroff ? (["en", "fr"] as const) : []) {
    it(`gives groff nothing to warn about, in ${language}`, () => {
      for (const { file, text } of manPages(registry, "1.2.3", language)) {
        const words = ["-man", "-Kutf8", "-Tutf8", "-ww", "-z"];
        const { stderr } = spawnSync(formatter, words, { input: text });
        assert.equal(stderr.toString(), "", file);
      }
    });
  }
});
