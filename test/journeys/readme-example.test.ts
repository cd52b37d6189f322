import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { compiledCode } from "../support/compiled-code.ts";

const root = join(import.meta.dirname, "../..");
const readme = join(root, "README.md");
const library = pathToFileURL(join(root, "src/index.ts")).href;

/** The example in the README that says of itself that it is tested. */
function findExample(): string | undefined {
  if (!existsSync(readme)) return undefined;
  return /<!-- test -->\s*```ts\n([^]*?)```/.exec(readFileSync(readme, "utf8"))?.[1];
}

const example = findExample();

test(
  "the library example of the README works as it stands",
  { skip: example === undefined ? "the README has no example marked with <!-- test -->" : false },
  (t) => {
    const home = temporaryFolder(t);
    // What the example speaks of, wherever it says it is.
    mkdirSync(join(home, "notes"));
    writeFileSync(join(home, "notes/first.md"), "a note");
    const file = join(home, "example.ts");
    // The library comes last: a checkout may itself be below /tmp.
    const here = example!
      .replaceAll("/tmp/", `${home}/`)
      .replaceAll(/(["'])restera\1/g, JSON.stringify(library));
    writeFileSync(file, here);
    const run = spawnSync(process.execPath, [file], {
      cwd: home,
      env: { PATH: process.env["PATH"] ?? "", ...compiledCode(), HOME: home },
      encoding: "utf8",
    });
    assert.equal(run.status, 0, `${run.stdout}\n${run.stderr}`);
    const back = readdirSync(join(home, "back"), { recursive: true, encoding: "utf8" });
    assert.ok(back.some((path) => path.endsWith("first.md")));
  },
);
