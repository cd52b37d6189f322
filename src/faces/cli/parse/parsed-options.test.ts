import assert from "node:assert/strict";
import { it } from "node:test";
import { UsageError } from "../usage-error.ts";
import { parsedOptions } from "./parsed-options.ts";

const known = new Set(["force", "latest", "limit", "mode", "retry", "tag"]);
const options = parsedOptions(
  new Map([
    ["force", [""]],
    ["latest", ["3"]],
    ["limit", ["500M"]],
    ["mode", ["fast"]],
    ["retry", ["1h30m"]],
    ["tag", ["a", "b"]],
  ]),
  known,
);

it("parsedOptions: reads what was typed", () => {
  assert.equal(options.flag("force"), true);
  assert.equal(options.count("latest"), 3);
  assert.equal(options.size("limit"), 500 * 2 ** 20);
  assert.equal(options.choice("mode", ["fast", "slow"]), "fast");
  assert.equal(options.duration("retry"), 5_400_000);
  assert.deepEqual(options.texts("tag"), ["a", "b"]);
  assert.equal(options.text("tag"), "b");
});

it("parsedOptions: what was not typed is absent", () => {
  const none = parsedOptions(new Map(), known);
  assert.equal(none.flag("force"), false);
  assert.equal(none.count("latest"), undefined);
  assert.deepEqual(none.texts("tag"), []);
});

it("parsedOptions: a wrong value is the user's mistake, an undeclared option the program's", () => {
  const wrong = parsedOptions(new Map([...known].map((name) => [name, ["-x"]])), known);
  assert.throws(() => wrong.count("latest"), UsageError);
  assert.throws(() => wrong.size("limit"), UsageError);
  assert.throws(() => wrong.duration("retry"), UsageError);
  assert.throws(() => wrong.choice("mode", ["fast"]), UsageError);
  assert.throws(() => wrong.flag("spoon"), /does not declare/);
});
