import type { BigIntStats, Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isSystemError } from "../../../foundation/errors.ts";
import { compareKeys, stagingSegment } from "../object-key.ts";
import type { ObjectInfo } from "../object-store.ts";
import { keyOfGenerations, plainVersion, readState, statIfThere } from "./generations.ts";

/** How many files are looked at together. */
const batchSize = 64;

interface ListedEntry {
  readonly name: string;
  readonly kind: "file" | "folder" | "replaced";
}

interface Selection {
  readonly prefix: string;
  readonly after: string | undefined;
}

/** The objects below `root` whose keys start with the prefix, in key order. */
export function listFolder(root: string, selection: Selection): AsyncGenerator<ObjectInfo> {
  const { prefix } = selection;
  return walk(root, prefix.slice(0, prefix.lastIndexOf("/") + 1), selection);
}

/** `base` is empty or ends with a slash. */
async function* walk(root: string, base: string, selection: Selection): AsyncGenerator<ObjectInfo> {
  const entries = await readEntries(root, base, selection);
  for (let at = 0; at < entries.length;) {
    const entry = entries[at]!;
    if (entry.kind === "folder") {
      yield* walk(root, `${base}${entry.name}/`, selection);
      at++;
      continue;
    }
    let end = at + 1;
    while (end < entries.length && end - at < batchSize && entries[end]!.kind !== "folder") end++;
    const found = entries.slice(at, end).map((file) => readInfo(root, base, file));
    for (const info of await Promise.all(found)) if (info !== undefined) yield info;
    at = end;
  }
}

async function readEntries(
  root: string,
  base: string,
  selection: Selection,
): Promise<ListedEntry[]> {
  const folder = join(root, base);
  const kinds = new Map<string, ListedEntry["kind"]>();
  const found = await readFolder(folder);
  for (const entry of found) {
    const name = entry.name;
    const replaced = keyOfGenerations(name);
    if (replaced !== undefined) kinds.set(replaced, "replaced");
    if (name.startsWith(".") || (base === "" && name === stagingSegment)) continue;
    // A name that is not UTF-8 cannot be a key of ours.
    if (name.includes("\u{fffd}")) continue;
    const kind = await kindOf(entry, folder);
    if (kind === "folder") kinds.set(`${name}/`, kind);
    else if (kind === "file" && !kinds.has(name)) kinds.set(name, kind);
  }
  const { prefix, after } = selection;
  return (
    [...kinds]
      .map(([name, kind]) => ({ name, kind, key: base + name }))
      .filter(({ key, kind }) => {
        const mayMatch =
          kind === "folder"
            ? key.startsWith(prefix) || prefix.startsWith(key)
            : key.startsWith(prefix);
        if (!mayMatch || after === undefined) return mayMatch;
        return compareKeys(key, after) > 0 || (kind === "folder" && after.startsWith(key));
      })
      // With its slash a folder sorts as its keys do.
      .sort((a, b) => compareKeys(a.name, b.name))
      .map(({ name, kind }) => ({ name: kind === "folder" ? name.slice(0, -1) : name, kind }))
  );
}

async function readFolder(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}

async function kindOf(entry: Dirent, folder: string): Promise<"file" | "folder" | undefined> {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  if (!entry.isSymbolicLink()) return undefined;
  // Part of a store may lie on another disk.
  const stats = await statIfThere(join(folder, entry.name));
  return stats?.isFile() ? "file" : stats?.isDirectory() ? "folder" : undefined;
}

async function readInfo(
  root: string,
  base: string,
  { name, kind }: ListedEntry,
): Promise<ObjectInfo | undefined> {
  const path = join(root, base, name);
  const key = base + name;
  if (kind === "replaced") {
    const state = await readState(path);
    return state.stats && toInfo(key, state.stats, state.version!);
  }
  const stats = await statIfThere(path);
  return stats && toInfo(key, stats, plainVersion(stats));
}

export function toInfo(key: string, stats: BigIntStats, version: string): ObjectInfo {
  return { key, size: Number(stats.size), version, modified: stats.mtime };
}
