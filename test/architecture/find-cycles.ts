import type { Module } from "./read-modules.ts";

/**
 * Import cycles, each as the list of its files with the first one repeated at the end. Type-only imports count; dynamic
 * ones do not, for they load later.
 * Depth-first search; of cycles that share a file, at least one is found.
 */
export function findCycles(modules: readonly Module[]): string[][] {
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const done = new Set<string>();
  const trail: string[] = [];
  const cycles: string[][] = [];

  function visit(path: string): void {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push([...trail.slice(start), path]);
    if (start >= 0 || done.has(path)) return;
    trail.push(path);
    for (const { to, kind } of byPath.get(path)?.imports ?? []) {
      if (kind !== "dynamic") visit(to);
    }
    trail.pop();
    done.add(path);
  }

  for (const { path } of modules) visit(path);
  return cycles;
}
