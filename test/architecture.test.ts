import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { readSources } from "./architecture/read-modules.ts";
import { findViolations } from "./architecture/rules.ts";

const root = join(import.meta.dirname, "..");
const sources = readSources(root, ["src/**/*.ts", "test/**/*.ts", "bench/*.ts", "scripts/**/*.ts"]);
const hello = "export const hello = 1;\n";

/** Adds files to the real tree and gives the rules that they break. */
function plant(files: Record<string, string>): string[] {
  const planted = new Map([...sources, ...Object.entries(files)]);
  const found = findViolations(planted).filter(({ file }) => file in files);
  return [...new Set(found.map(({ rule }) => rule))];
}

describe("architecture", () => {
  it("holds in the whole tree", () => {
    const found = findViolations(sources).map(
      ({ rule, file, problem }) => `${file}: ${problem} (${rule})`,
    );
    assert.deepEqual(found, []);
  });

  const violations: [rule: string, what: string, files: Record<string, string>][] = [
    [
      "direction",
      "an engine that imports a service",
      {
        "src/engine/planted.ts": `import { x } from "../services/snapshots/x.ts";\n${hello}`,
      },
    ],
    [
      "direction",
      "a type-only import that points up",
      {
        "src/foundation/planted.ts": `import type { X } from "../engine/backup.ts";\n${hello}`,
      },
    ],
    [
      "direction",
      "a re-export that points up, over several lines",
      {
        "src/stores/planted.ts": `export {\n  x,\n  y,\n} from "../engine/backup.ts";\n`,
      },
    ],
    [
      "direction",
      "a service that asks compose",
      {
        "src/services/planted/planted.ts": `import { compose } from "../../compose.ts";\n${hello}`,
      },
    ],
    [
      "direction",
      "a face that imports the public API",
      {
        "src/faces/cli/planted.ts": `export * from "../../index.ts";\n`,
      },
    ],
    [
      "direction",
      "a dynamic import that points up",
      {
        "src/engine/planted.ts": `export const load = () => import("../faces/cli/x.ts");\n`,
      },
    ],
    ["layer", "a file that belongs to no layer", { "src/helpers/planted.ts": hello }],
    [
      "face",
      "a library that uses the command line",
      {
        "src/faces/library/planted.ts": `import { x } from "../cli/x.ts";\n${hello}`,
      },
    ],
    [
      "service",
      "services that meet without compose",
      {
        "src/services/planted/planted.ts": `import "../snapshots/x.ts";\n${hello}`,
      },
    ],
    [
      "adapter",
      "an adapter imported by the engine",
      {
        "src/engine/planted.ts": `import { x } from "../stores/objects/local/x.ts";\n${hello}`,
      },
    ],
    [
      "adapter",
      "an adapter that imports another",
      {
        "src/stores/objects/s3/planted.ts": `import { x } from "../local/x.ts";\n${hello}`,
      },
    ],
    [
      "adapter",
      "a cloud adapter loaded by every user",
      {
        "src/compose/planted.ts": `import { x } from "../stores/objects/s3/x.ts";\n${hello}`,
      },
    ],
    [
      "adapter",
      "a database adapter imported by a service",
      {
        "src/services/x/planted.ts": `import { x } from "../../stores/database/sqlite/x.ts";\n${hello}`,
      },
    ],
    [
      "stage",
      "a stage that calls its sibling",
      {
        "src/engine/chunk/planted.ts": `import { x } from "../pack/x.ts";\n${hello}`,
      },
    ],
    [
      "stage",
      "a kernel that calls a stage",
      {
        "src/engine/kernels/planted.ts": `import { x } from "../crypto/x.ts";\n${hello}`,
      },
    ],
    [
      "worker",
      "a worker that reaches a store through another file",
      {
        "src/stores/planted.ts": hello,
        "src/engine/planted.ts": `export { hello } from "../stores/planted.ts";\n`,
        "src/engine/planted-worker.ts": `import { hello } from "./planted.ts";\nhello.toFixed();\n`,
      },
    ],
    [
      "cycle",
      "two files that import each other",
      {
        "src/engine/other.ts": `export { a } from "./planted.ts";\n`,
        "src/engine/planted.ts": `export { b } from "./other.ts";\n`,
      },
    ],
    [
      "process",
      "argv outside a face",
      { "src/engine/planted.ts": "export const a = process.argv[2];\n" },
    ],
    [
      "process",
      "the environment, by name",
      { "src/compose.ts": `export const a = process["env"];\n` },
    ],
    [
      "process",
      "the environment, taken apart",
      { "src/stores/planted.ts": "export const { env } = process;\n" },
    ],
    [
      "process",
      "the environment, imported",
      {
        "src/stores/planted.ts": `import { env } from "node:process";\nexport const a = env["A"];\n`,
      },
    ],
    ["process", "output", { "src/services/x/planted.ts": "process.stdout.write(String(1));\n" }],
    ["process", "the console", { "src/foundation/planted.ts": "console.error(1);\n" }],
    [
      "test",
      "a product file that imports a test's",
      {
        "src/engine/planted.ts": `import "../../test/fixtures/x.ts";\n${hello}`,
      },
    ],
    ["length", "a file of 301 lines", { "test/planted.ts": hello.repeat(301) }],
  ];
  for (const [rule, what, files] of violations) {
    it(`finds ${what}`, () => assert.deepEqual(plant(files), [rule]));
  }

  const allowed: [what: string, files: Record<string, string>][] = [
    [
      "a layer that skips one",
      { "src/faces/planted.ts": `import { x } from "../foundation/errors.ts";\n${hello}` },
    ],
    [
      "compose, which sees every layer",
      {
        "src/compose/planted.ts": [
          `import { local } from "../stores/objects/local/x.ts";`,
          `import type { X } from "../stores/objects/s3/x.ts";`,
          `import { back } from "../services/snapshots/x.ts";`,
          `export const s3 = () => import("../stores/objects/s3/x.ts");`,
        ].join("\n"),
      },
    ],
    [
      "a face that asks compose",
      { "src/faces/planted.ts": `import { x } from "../compose.ts";\n${hello}` },
    ],
    [
      "a face that prints",
      { "src/faces/planted.ts": "process.stdout.write(process.argv[2] ?? process.env.A);\n" },
    ],
    [
      "a stage that uses the low ones and a sibling's types",
      {
        "src/engine/tree/planted.ts": [
          `import { a } from "../crypto/x.ts";`,
          `import { b } from "../kernels/x.ts";`,
          `import type { C } from "../pack/x.ts";`,
          `import { type D, type E } from "../index/x.ts";`,
        ].join("\n"),
      },
    ],
    [
      "two files that meet again when one is loaded on demand",
      {
        "src/faces/cli/other.ts": `export { a } from "./planted.ts";\n`,
        "src/faces/cli/planted.ts": `export const load = () => import("./other.ts");\n`,
      },
    ],
    [
      "what only a comment or a string says",
      {
        "src/engine/planted.ts": `// process.env and import "../faces/x.ts"\nexport const a = "process.argv"; /* console.log */\n`,
      },
    ],
    ["300 lines", { "src/engine/planted.ts": hello.repeat(300) }],
  ];
  for (const [what, files] of allowed) {
    it(`accepts ${what}`, () => assert.deepEqual(plant(files), []));
  }
});
