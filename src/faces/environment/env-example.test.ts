import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { envFileVariables } from "./read-dot-env.ts";

const root = join(import.meta.dirname, "../../..");
const example = readFileSync(join(root, ".env.example"), "utf8");
const [fromFile = "", fromEnvironment = ""] = example.split("==== Only in the environment");

/** Set by Restera itself for what it starts, or no setting of Restera's own. */
const notSettings = [
  "RESTERA_TASK",
  "RESTERA_TASK_RESUMES",
  "XDG_DATA_HOME",
  "XDG_CACHE_HOME",
  "XDG_CONFIG_HOME",
];

function namesIn(text: string): string[] {
  return [...text.matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map(([, name = ""]) => name);
}

/** Every name of a variable in the sources, tests aside. */
function namesInCode(): Set<string> {
  const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" });
  const sources = files.filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  const pattern =
    /\b(?:(?:RESTERA|RESTIC|CLOUD|AWS|GCP|GOOGLE|AZURE|S3|STORAGE)_[A-Z0-9_]*[A-Z0-9]|NODE_ENV|NO_COLOR)\b/g;
  const texts = sources.map((file) => readFileSync(join(root, "src", file), "utf8"));
  return new Set(texts.flatMap((text) => text.match(pattern) ?? []));
}

describe(".env.example", () => {
  it("has each variable that .env may set, once, in its first part", () => {
    assert.deepEqual(namesIn(fromFile).toSorted(), [...envFileVariables].toSorted());
  });

  it("has every other variable that the code names in its second part", () => {
    const inSecond = new Set(namesIn(fromEnvironment));
    const missing = [...namesInCode()].filter(
      (name) => !envFileVariables.has(name) && !inSecond.has(name) && !notSettings.includes(name),
    );
    assert.deepEqual(missing, []);
  });

  it("names nothing that the code does not know", () => {
    const known = namesInCode();
    // Made of parts: restic's names for the vault that `copy` reads.
    const isKnown = (name: string) => known.has(name) || known.has(name.replace("_FROM", ""));
    assert.deepEqual(
      namesIn(fromEnvironment).filter((name) => !isKnown(name)),
      [],
    );
  });

  it("explains them: each is below a comment", () => {
    for (const block of example.split("\n\n")) {
      if (namesIn(block).length > 0) assert.match(block, /^# .*[a-z]/m, block);
    }
  });
});
