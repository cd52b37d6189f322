import { findCycles } from "./find-cycles.ts";
import { parseModules, type Import, type Module, type Sources } from "./read-modules.ts";

/** A broken rule: where, and in words. */
export interface Violation {
  readonly rule: string;
  readonly file: string;
  readonly problem: string;
}

/** Lowest first; an import points down or stays. `compose` and the entries stand above all. */
const layers = ["foundation", "stores", "engine", "services", "faces"];
/** Lowest first, as the layers. */
const faces = ["environment", "library", "cli"];
const stages = ["scan", "chunk", "tree", "pack", "index", "crypto", "snapshot"];
/** Stages of the engine that every other one may use. */
const lowStages = ["crypto", "kernels"];
/** Loaded only for their addresses. */
const lazyAdapters = ["s3", "gcs", "azure", "sqlite", "postgres"];
const adapters = [...lazyAdapters, "local"];
/** The package's entries, above everything: the public API and the contract for adapters made elsewhere. */
const entries = ["src/index.ts", "src/testing.ts"];
/** Run as a process of its own by the contract test. */
const programs = ["src/stores/objects/testing/race-worker.ts"];
const maximumLines = 300;

/** Checks every rule on a set of files; empty when all is well. */
export function findViolations(sources: Sources): Violation[] {
  const modules = parseModules(sources);
  const product = modules.filter(({ path }) => path.startsWith("src/") && !isTest(path));
  const cycles = findCycles(product);
  return [
    ...check(modules, "length", tooLong),
    ...check(product, "layer", belongsNowhere),
    ...check(product, "process", touchesTheProcess),
    ...Object.entries(importRules).flatMap(([rule, broken]) =>
      check(product, rule, (module) =>
        module.imports
          .filter((imported) => broken(module.path, imported))
          .map(({ to }) => `imports ${to}`),
      ),
    ),
    ...check(product, "worker", (module) => storesReachedBy(module, product)),
    ...cycles.map((cycle) => ({ rule: "cycle", file: cycle[0] ?? "", problem: cycle.join(" → ") })),
  ];
}

function check(
  modules: readonly Module[],
  rule: string,
  problems: (module: Module) => string[],
): Violation[] {
  return modules.flatMap((module) =>
    problems(module).map((problem) => ({ rule, file: module.path, problem })),
  );
}

function isTest(path: string): boolean {
  return path.endsWith(".test.ts");
}

function tooLong({ lines }: Module): string[] {
  return lines > maximumLines ? [`has ${lines} lines, ${maximumLines} at most`] : [];
}

/** `engine` for `src/engine/…`; `compose` for what sees all of them. */
function layerOf(path: string): string {
  return path.split("/")[1]?.replace(/\.ts$/, "") ?? "";
}

/** Position among the layers, higher may import lower; -1 where a file belongs to none. */
function rankOf(path: string): number {
  const layer = layerOf(path);
  return layer === "compose" || entries.includes(path) ? layers.length : layers.indexOf(layer);
}

function belongsNowhere({ path }: Module): string[] {
  return rankOf(path) < 0 ? [`belongs to none of ${layers.join(", ")}`] : [];
}

/** The folder below the given one that holds the file: `folderIn("src/engine", "src/engine/pack/x.ts")` is `pack`. */
function folderIn(parent: string, path: string): string | undefined {
  return path.startsWith(`${parent}/`) ? path.slice(parent.length + 1).split("/")[0] : undefined;
}

/** For each rule on imports: is this import of that file a violation? */
const importRules: Record<string, (from: string, imported: Import) => boolean> = {
  direction: (from, { to }) => {
    if (!to.startsWith("src/") || layerOf(from) === "compose" || rankOf(from) < 0) return false;
    // A face asks compose for its services, so those two stand beside each other.
    if (layerOf(from) === "faces" && layerOf(to) === "compose") return false;
    return rankOf(to) > rankOf(from);
  },
  face: (from, { to }) => {
    const [mine, theirs] = [folderIn("src/faces", from), folderIn("src/faces", to)];
    return mine !== undefined && faces.indexOf(theirs ?? "") > faces.indexOf(mine);
  },
  service: (from, { to }) => {
    const [mine, theirs] = [folderIn("src/services", from), folderIn("src/services", to)];
    return mine !== undefined && theirs !== undefined && mine !== theirs;
  },
  adapter: (from, { to, kind }) => {
    const parent = ["src/stores/objects", "src/stores/database"].find((each) => folderIn(each, to));
    const adapter = parent && folderIn(parent, to);
    if (adapter === undefined || !adapters.includes(adapter)) return false;
    if (folderIn(parent!, from) === adapter) return false;
    return layerOf(from) !== "compose" || (lazyAdapters.includes(adapter) && kind === "static");
  },
  stage: (from, { to, kind }) => {
    const [mine, theirs] = [folderIn("src/engine", from), folderIn("src/engine", to)];
    if (mine === undefined || theirs === undefined || mine === theirs || kind === "type")
      return false;
    const isStage = [...stages, ...lowStages].includes(mine);
    return (
      isStage && stages.includes(theirs) && !(lowStages.includes(theirs) && mine !== "kernels")
    );
  },
  test: (_, { to }) => isTest(to) || /^(test|scripts|bench)\//.test(to),
  process: (from, { to }) => layerOf(from) !== "faces" && /^(node:)?(process|console)$/.test(to),
};

const processUses = [
  /\bprocess\s*\??\.\s*(?:argv|env|stdout|stderr)\b/,
  /\bprocess\s*(?:\?\.)?\[\s*["'`](?:argv|env|stdout|stderr)["'`]/,
  /\{[^{}=;]*\b(?:argv|env|stdout|stderr)\b[^{}=;]*\}\s*=\s*(?:globalThis\.)?process\b/,
  /\bconsole\s*(?:\?\.|\.|\[)/,
];

function touchesTheProcess({ path, code }: Module): string[] {
  if (layerOf(path) === "faces" || programs.includes(path)) return [];
  return processUses.flatMap((use) => {
    const found = use.exec(code);
    return found === null ? [] : [`uses ${found[0]}, which only a face may`];
  });
}

/** The engine's workers stage packs in files and never see a store, not even through what they import. */
function storesReachedBy(worker: Module, product: readonly Module[]): string[] {
  if (!/^src\/engine\/.*-worker\.ts$/.test(worker.path)) return [];
  const byPath = new Map(product.map((module) => [module.path, module]));
  const reached = new Set([worker.path]);
  for (const path of reached) {
    for (const { to, kind } of byPath.get(path)?.imports ?? []) {
      if (kind !== "type" && to.startsWith("src/")) reached.add(to);
    }
  }
  return [...reached].filter((path) => layerOf(path) === "stores").map((path) => `reaches ${path}`);
}
