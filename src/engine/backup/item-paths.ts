import { displayPath } from "../../foundation/fs-path.ts";
import type { TargetNode } from "../scan/targets.ts";
import { nodeNameFromBytes } from "../tree/node-name.ts";

/** Gives the path in the snapshot (one of them, where targets overlap) for a path as it was read: `/work/notes/a` is `/notes/a` where `notes` was named in `/work`. */
export function itemPaths(roots: readonly TargetNode[]): (path: string) => string {
  const known = new Map<string, string>();
  const add = (nodes: readonly TargetNode[], above: string): void => {
    for (const { name, path, metadataPath, children = [] } of nodes) {
      const inSnapshot = `${above}/${shown(name)}`;
      const read = path ?? metadataPath;
      if (read !== undefined) known.set(shown(read), inSnapshot);
      add(children, inSnapshot);
    }
  };
  add(roots, "");
  return (path) => {
    for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
      const found = known.get(path.slice(0, end));
      if (found !== undefined) return found + path.slice(end);
    }
    return path;
  };
}

function shown(bytes: Uint8Array): string {
  return displayPath(nodeNameFromBytes(bytes));
}
