import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { valueNames } from "../../../foundation/messages/help-everywhere.ts";
import type { Message } from "../../../foundation/messages/format-message.ts";
import { commandHelp, programHelp } from "../help/help-text.ts";
import { textWidth } from "../output/text-width.ts";
import { parseCommandLine } from "../parse/parse-command-line.ts";
import { splitWords } from "../vault-access/run-password-command.ts";
import type { CommandSpec } from "./command-spec.ts";
import { everywhereOptions, everywhereWords } from "./everywhere-options.ts";
import { registry } from "./registry.ts";

interface Found {
  readonly spec: CommandSpec;
  readonly path: readonly string[];
}

const commands = (specs: readonly CommandSpec[], above: readonly string[] = []): Found[] =>
  specs.flatMap((spec) => [
    { spec, path: [...above, spec.name] },
    ...commands(spec.commands ?? [], [...above, spec.name]),
  ]);
const all = commands(registry);

describe("registry", () => {
  it("has words for every argument, option and example, and no others", () => {
    for (const { spec, path } of all) {
      const { words } = spec;
      const names = (specs: readonly { name: string }[] = []) =>
        specs.map(({ name }) => name).toSorted();
      const keys = (record: object = {}) => Object.keys(record).toSorted();
      assert.deepEqual(keys(words.options), names(spec.options), path.join(" "));
      assert.deepEqual(keys(words.arguments), names(spec.arguments), path.join(" "));
      assert.equal(words.examples.length, spec.examples.length, path.join(" "));
    }
    assert.deepEqual(
      Object.keys(everywhereWords).toSorted(),
      everywhereOptions.map(({ name }) => name).toSorted(),
    );
  });

  it("says everything in both languages", () => {
    const messages = (value: unknown): Message[] => {
      if (typeof value !== "object" || value === null) {
        return [];
      }
      return "en" in value ? [value as Message] : Object.values(value).flatMap(messages);
    };
    for (const { en, fr } of [
      ...all.flatMap(({ spec }) => messages(spec.words)),
      ...messages(valueNames),
    ]) {
      assert.ok(en && fr);
    }
  });

  it("gives every command an example that parses", () => {
    for (const { spec, path } of all) {
      assert.ok(spec.examples.length > 0, path.join(" "));
      for (const example of spec.examples) {
        const line = example.slice(example.indexOf("restera "));
        const [, ...words] = splitWords(line.replace(/ > .*/, "")) ?? [];
        assert.equal(parseCommandLine(words, registry, everywhereOptions).kind, "run", example);
      }
    }
  });

  it("has no option twice in a command, by name or letter", () => {
    for (const { spec, path } of all) {
      const options = [...(spec.options ?? []), ...everywhereOptions];
      const names = options.flatMap(({ name, short, aliases = [] }) => [
        name,
        ...aliases,
        short ?? name,
      ]);
      const unique = new Set(
        options.flatMap(({ name, short, aliases = [] }) => [name, ...aliases, short ?? name]),
      );
      const repeated = names.length - options.filter(({ short }) => !short).length;
      assert.equal(unique.size, repeated, path.join(" "));
    }
  });

  it("loads a command's code for every command that is no mere group", async () => {
    for (const { spec, path } of all) {
      // What a group takes itself, it also does itself.
      const runs = spec.commands === undefined || spec.arguments !== undefined;
      const loaded = typeof (await spec.load?.());
      assert.equal(loaded, runs ? "function" : "undefined", path.join(" "));
    }
  });
});

describe("help", () => {
  it("fits 80 columns in both languages", () => {
    for (const language of ["en", "fr"] as const) {
      const style = { language, width: 80, color: false };
      const texts = [
        programHelp(registry, style),
        ...all.map(({ spec, path }) => commandHelp(spec, path, style)),
      ];
      for (const line of texts.flatMap((text) => text.split("\n"))) {
        assert.ok(textWidth(line) <= 80, line);
      }
    }
  });
});
