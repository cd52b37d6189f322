import { type BigIntStats, type Dirent, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isSystemError } from "../../../foundation/errors.ts";
import { compareKeys, stagingSegment } from "../object-key.ts";
import type { ObjectInfo } from "../object-store.ts";
import { keyOfGenerations, plainVersion, readState, statIfThere } from "./generations.ts";
import type { PromptCalls } from "./prompt-calls.ts";

/** How many files are looked at together. */
const batchSize = 64;
/** How many folders are read before it is their turn. */
const foldersAhead = 8;

interface ListedEntry {
  readonly name: string;
  readonly kind: "file" | "folder" | "replaced";
}

interface Selection {
  readonly prefix: string;
  readonly after: string | undefined;
}

/** The objects below `root` whose keys start with the prefix, in key order. */
export function listFolder(
  root: string,
  selection: Selection,
  prompt: PromptCalls,
): AsyncGenerator<ObjectInfo> {
  const { prefix } = selection;
  return walk({ root, prompt }, prefix.slice(0, prefix.lastIndexOf("/") + 1), selection);
}

interface Listing {
  readonly root: string;
  readonly prompt: PromptCalls;
}

/** A folder that was read, with the files that it begins with. */
interface OpenedFolder {
  readonly entries: readonly ListedEntry[];
  readonly first: readonly (ObjectInfo | undefined)[];
}

/** `base` is empty or ends with a slash. */
async function openFolder(
  listing: Listing,
  base: string,
  selection: Selection,
): Promise<OpenedFolder> {
  const entries = await readEntries(listing.root, base, selection);
  return { entries, first: await readInfos(listing, base, filesFrom(entries, 0)) };
}

/** The files of the next batch. */
function filesFrom(entries: readonly ListedEntry[], at: number): readonly ListedEntry[] {
  let end = at;
  while (end < entries.length && end - at < batchSize && entries[end]!.kind !== "folder") end++;
  return entries.slice(at, end);
}

/** Reads folders while those before them are used: a vault's packs lie in 256 of them. */
async function* walk(
  listing: Listing,
  base: string,
  selection: Selection,
  opened = openFolder(listing, base, selection),
): AsyncGenerator<ObjectInfo> {
  const { entries, first } = await opened;
  const ahead: Promise<OpenedFolder>[] = [];
  const folders = entries.filter(({ kind }) => kind === "folder");
  let next = 0;
  for (let at = 0; at < entries.length;) {
    const entry = entries[at]!;
    if (entry.kind === "folder") {
      while (next < folders.length && ahead.length < foldersAhead) {
        const folder = openFolder(listing, `${base}${folders[next++]!.name}/`, selection);
        folder.catch(() => undefined);
        ahead.push(folder);
      }
      yield* walk(listing, `${base}${entry.name}/`, selection, ahead.shift());
      at++;
      continue;
    }
    const files = filesFrom(entries, at);
    const infos = at === 0 ? first : await readInfos(listing, base, files);
    for (const info of infos) if (info !== undefined) yield info;
    at += files.length;
  }
}

async function readInfos(
  { root, prompt }: Listing,
  base: string,
  files: readonly ListedEntry[],
): Promise<readonly (ObjectInfo | undefined)[]> {
  if (files.length === 0) return [];
  await prompt.giveTurn();
  const infos = prompt.attempt(files.length, () => infosAtOnce(root, base, files));
  return infos ?? Promise.all(files.map((file) => readInfo(root, base, file)));
}

/** Undefined when one of the files was replaced: what it is takes a longer look. */
function infosAtOnce(
  root: string,
  base: string,
  files: readonly ListedEntry[],
): (ObjectInfo | undefined)[] | undefined {
  if (files.some(({ kind }) => kind === "replaced")) return undefined;
  return files.map(({ name }) => {
    const stats = statSync(join(root, base, name), { bigint: true, throwIfNoEntry: false });
    return stats && toInfo(base + name, stats, plainVersion(stats));
  });
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
