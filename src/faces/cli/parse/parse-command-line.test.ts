import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CommandSpec } from "../registry/command-spec.ts";
import { everywhereOptions } from "../registry/everywhere-options.ts";
import { registry } from "../registry/registry.ts";
import { UsageError } from "../usage-error.ts";
import { parseCommandLine } from "./parse-command-line.ts";

const parse = (...words: string[]) => parseCommandLine(words, registry, everywhereOptions);

function values(...words: string[]): Record<string, readonly string[]> {
  const line = parse(...words);
  assert.equal(line.kind, "run");
  return line.kind === "run" ? Object.fromEntries(line.values) : {};
}

function complaint(language: "en" | "fr", ...words: string[]): string {
  try {
    parse(...words);
  } catch (error) {
    assert.ok(error instanceof UsageError);
    const { explanation, parameters } = error;
    return explanation[language].replace(/\{(\w+)\}/g, (_all, name: string) =>
      String(parameters[name]),
    );
  }
  return assert.fail("nothing was thrown");
}

describe("parseCommandLine", () => {
  it("takes options of every command before and after its name, also by restic's names", () => {
    assert.deepEqual(values("-r", "a", "backup", "x", "-q"), { vault: ["a"], quiet: [""] });
    assert.deepEqual(values("--repo", "a", "backup", "x"), { vault: ["a"] });
    assert.deepEqual(values("backup", "--vault=a", "x"), { vault: ["a"] });
  });

  it("collects repeated options in order and counts switches", () => {
    assert.deepEqual(values("backup", "-e", "a", "x", "--exclude", "b", "-vv").exclude, ["a", "b"]);
    assert.equal(values("-v", "backup", "x", "-vv").verbose?.length, 3);
    assert.equal(values("backup", "x", "--verbose=2").verbose?.length, 2);
  });

  it("takes letters together, with a value at the end", () => {
    const found = values("backup", "-nxe", "*.tmp", "x");
    assert.deepEqual(found, { "dry-run": [""], "one-file-system": [""], exclude: ["*.tmp"] });
  });

  it("leaves what follows -- alone", () => {
    const line = parse("backup", "--stdin-from-command", "--", "ls", "--verbose=2", "-x");
    assert.ok(line.kind === "run");
    assert.deepEqual(line.arguments, ["ls", "--verbose=2", "-x"]);
    assert.deepEqual([...line.values.keys()], ["stdin-from-command"]);
  });

  it("tells help, version and no command at all", () => {
    assert.deepEqual(parse(), { kind: "help", path: [] });
    assert.deepEqual(parse("--help"), { kind: "help", path: [] });
    assert.deepEqual(parse("restore", "-h"), { kind: "help", path: ["restore"] });
    assert.deepEqual(parse("-V"), { kind: "version" });
  });

  it("suggests the nearest command and option", () => {
    assert.equal(complaint("en", "bakcup"), "There is no command bakcup. Did you mean backup?");
    assert.equal(
      complaint("fr", "restore", "x", "--tarket", "y"),
      "L'option --tarket n'existe pas ici. Vouliez-vous dire --target ?",
    );
  });

  it("says what is missing or too much, in both languages", () => {
    assert.equal(complaint("en", "restore"), "SNAPSHOT is missing.");
    assert.equal(complaint("fr", "restore"), "Il manque INSTANTANÉ.");
    assert.equal(complaint("en", "restore", "x", "-t"), "-t, --target needs a value.");
    assert.match(complaint("en", "prune", "a", "b"), /a, b$/);
  });

  it("says what to do instead of restic's commands that are none of ours", () => {
    assert.match(complaint("en", "mount", "/mnt"), /restera restore.*restic -r VAULT mount/);
    assert.match(complaint("fr", "self-update"), /npm/);
    assert.match(complaint("en", "constructor"), /^There is no command constructor/);
  });

  it("runs the verbs of groups, and lists them when none is given", () => {
    const words = registry[0]!.words;
    const verb: CommandSpec = {
      ...{ name: "add", words, examples: [] },
      load: () => Promise.reject(new Error("not run")),
    };
    const group: CommandSpec = { name: "keys", words, examples: [], commands: [verb] };
    const line = parseCommandLine(["keys", "-q", "add", "--json"], [group], everywhereOptions);
    assert.ok(line.kind === "run");
    assert.deepEqual(line.path, ["keys", "add"]);
    assert.deepEqual([...line.values.keys()], ["quiet", "json"]);
    assert.throws(() => parseCommandLine(["keys"], [group], everywhereOptions), UsageError);
    assert.deepEqual(parseCommandLine(["keys", "add", "-h"], [group], everywhereOptions), {
      kind: "help",
      path: ["keys", "add"],
    });
  });
});
