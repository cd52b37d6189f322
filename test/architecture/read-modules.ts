// Reads import statements with regular expressions: enough for formatted code, and no parser to keep up with.
import { globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** One import, `export … from`, side-effect import or dynamic `import()`. */
export interface Import {
  /** A file's path from the project's root (`src/engine/backup.ts`), or a package's name (`node:fs`). */
  readonly to: string;
  readonly kind: "static" | "dynamic" | "type";
}

/** One source file. */
export interface Module {
  /** Path from the project's root. */
  readonly path: string;
  readonly lines: number;
  /** The text without comments and without the content of plain strings. */
  readonly code: string;
  readonly imports: readonly Import[];
}

/** Path from the project's root → text. */
export type Sources = ReadonlyMap<string, string>;

/** The files below `root` that match one of the patterns, such as `bench/*.ts`. */
export function readSources(root: string, patterns: string[]): Map<string, string> {
  const paths = globSync(patterns, { cwd: root }).map((path) => path.replaceAll("\\", "/"));
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

/** Turns texts into modules, with their imports resolved to paths. */
export function parseModules(sources: Sources): Module[] {
  return [...sources].map(([path, text]) => {
    const uncommented = withoutComments(text);
    return {
      path,
      lines: text.replace(/\n$/, "").split("\n").length,
      code: uncommented.replace(plainStringContent, '""'),
      imports: importsOf(path, uncommented),
    };
  });
}

/** Comments, and the strings and templates that may contain what only looks like one. */
const commentOrString =
  /\/\*[^]*?\*\/|\/\/.*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[^]|[^`\\])*`/g;

/** Not property names such as `process["env"]`, and not templates: both hold code. */
const plainStringContent = /(?<!\[\s*)(?:"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')/g;

function withoutComments(text: string): string {
  return text.replace(commentOrString, (match) => (match.startsWith("/") ? " " : match));
}

/** `import … from "x"` and `export … from "x"`. */
const fromForm =
  /^[ \t]*(?:import|export)\s+(?<type>type\s+)?(?<what>[\w$*{][\w$*{},\s]*?)\s*from\s*["'](?<to>[^"']+)["']/gm;
/** `import "x"`. */
const sideEffectForm = /^[ \t]*import\s*["'](?<to>[^"']+)["']/gm;
/** `import("x")`, and in types `typeof import("x")` or `import("x").Name`. */
const callForm = /(?<type>typeof\s+|[:<|&]\s*)?\bimport\(\s*["'`](?<to>[^"'`]+)["'`]/g;

function importsOf(path: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (to: string, kind: Import["kind"]) => {
    const relative = to.startsWith(".");
    found.push({ to: relative ? posix.join(posix.dirname(path), to) : to, kind });
  };
  for (const { groups = {} } of text.matchAll(fromForm)) {
    const onlyTypes = groups["type"] !== undefined || namesOnlyTypes(groups["what"] ?? "");
    add(groups["to"] ?? "", onlyTypes ? "type" : "static");
  }
  for (const { groups = {} } of text.matchAll(sideEffectForm)) add(groups["to"] ?? "", "static");
  for (const { groups = {} } of text.matchAll(callForm)) {
    add(groups["to"] ?? "", groups["type"] === undefined ? "dynamic" : "type");
  }
  return found;
}

/** True for `{ type A, type B }`. */
function namesOnlyTypes(what: string): boolean {
  if (!what.startsWith("{")) return false;
  const names = what.replaceAll(/[{}]/g, "").split(",");
  return names.every((name) => name.trim() === "" || name.trim().startsWith("type "));
}
