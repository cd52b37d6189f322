import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { problemOf, ResteraError } from "../errors.ts";
import { archiveTexts } from "./archive-texts.ts";
import { errorMessages } from "./error-messages.ts";
import { memoryTexts } from "./memory-texts.ts";
import { problemTexts } from "./problem-texts.ts";
import { projectBackupTexts } from "./project-backup-texts.ts";
import { projectTexts } from "./project-texts.ts";
import { recordTexts } from "./record-texts.ts";
import { translateObject, translateProblem } from "./translate-problem.ts";
import { storeTexts } from "./store-texts.ts";
import { usageTexts } from "./usage-texts.ts";

const source = join(import.meta.dirname, "../..");

/** Never shown to a user in words: the program's own mistakes. */
const internal = [
  /^the thread is about to end$/,
  /^a comparison has another answer$/,
  /^the zstd stream has no synchronous handle$/,
  // The name of an object.
  /^\w+ «x»$/,
];

/** The texts of problems in the code: `problem: "…"`, `report("…")`, `damaged(…, "…")` and the like. */
function* textsInCode(): Generator<{ file: string; text: string }> {
  const said =
    /(?:problem: |problem = |\breport\(|\bdamaged\((?:\w+(?:\.\w+)*, )?|\bwrong\([^"`]*?, |\berror\(`[^`]*`, |encodingError\(|new (?:Syntax)?Error\(|\bfail\([^"`\n]*, |\bonWarning\([^"`\n]*, |\["(?:not-found|denied|unavailable|unsupported|throttled|timeout)", |return (?=[`"](?:it|its|from|the) ))("[^"\n]+"|`[^`]+`)/g;
  for (const file of globSync("{engine,services,stores,foundation}/**/*.ts", { cwd: source })) {
    if (file.endsWith(".test.ts") || /messages|testing|services\/tasks|database/.test(file))
      continue;
    for (const [, literal = ""] of readFileSync(join(source, file), "utf8").matchAll(said)) {
      yield {
        file,
        text: literal
          .slice(1, -1)
          .replace(/\$\{[^}]*\}/g, "«x»")
          .replace("\\n", "\n"),
      };
    }
  }
}

test("every problem that the program words itself has a French text", () => {
  const missing: string[] = [];
  for (const { file, text } of textsInCode()) {
    const isOurs = text.includes(" ") && !internal.some((known) => known.test(text));
    if (isOurs && translateProblem(text, "fr") === text) missing.push(`${file}: ${text}`);
  }
  assert.deepEqual(missing, []);
});

test("an error of ours that became the problem of another is one line, and French", () => {
  const error = new ResteraError("blob-missing", { blob: "ab".repeat(32) });
  const problem = problemOf(error);
  assert.equal(translateProblem(problem, "en"), error.message.split("\n")[0]);
  assert.equal(translateProblem(problem, "fr"), error.messageIn("fr").split("\n")[0]);
  const english = Object.values(errorMessages).map(({ en }) => en.split("\n")[0]!);
  const missing = english.filter(
    (text) =>
      /[a-z]{2}/.test(text.replace(/\{.*?\}/g, "")) && translateProblem(text, "fr") === text,
  );
  assert.deepEqual(missing, []);
});

test("what varies is kept, and texts within texts are translated too", () => {
  const english = "pack 12 is damaged: blob ab does not decompress: it is cut off";
  const french = "le paquet 12 est endommagé : le blob ab ne se décompresse pas : il est tronqué";
  assert.equal(translateProblem(english, "fr"), french);
  assert.equal(translateProblem(english, "en"), english);
  const system = "EACCES: permission denied, open '/x'";
  assert.equal(translateProblem(system, "fr"), system);
});

test("both languages of a text have the same places", () => {
  const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).toSorted();
  for (const [en, fr] of [
    ...problemTexts,
    ...usageTexts,
    ...memoryTexts,
    ...recordTexts,
    ...projectTexts,
    ...projectBackupTexts,
    ...storeTexts,
    ...archiveTexts,
  ])
    assert.deepEqual(places(fr), places(en));
});

test("objects of a vault are named in French, files keep their names", () => {
  assert.equal(translateObject("pack 1234567890ab…", "fr"), "paquet 1234567890ab…");
  assert.equal(translateObject("pack of cards", "fr"), "pack of cards");
  assert.equal(translateObject("/home/pack", "fr"), "/home/pack");
});
