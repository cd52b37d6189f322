import { type Dirent, readdirSync } from "node:fs";
import { compareNodeNames, type NodeName, nodeNameFromBytes } from "../tree/node-name.ts";
import { asPath, type FsPath } from "../../foundation/fs-path.ts";

/** An entry of a folder. */
export interface FolderEntry {
  readonly name: NodeName;
  readonly isFile: boolean;
  readonly isFolder: boolean;
}

const REPLACEMENT = "\ufffd";
const SURROGATE = /[\ud800-\udfff]/;

/** The entries of a folder in the order of a tree: by the raw bytes of their names. */
export function listFolder(path: FsPath): FolderEntry[] {
  const entries = readdirSync(asPath(path), { withFileTypes: true });
  let plain = true;
  for (const { name } of entries) {
    // Bytes that are not UTF-8 came out as U+FFFD: read the names again as bytes.
    if (name.includes(REPLACEMENT)) return listRawFolder(path);
    if (plain && SURROGATE.test(name)) plain = false;
  }
  const found = entries.map((entry) => ({
    name: entry.name,
    isFile: entry.isFile(),
    isFolder: entry.isDirectory(),
  }));
  // Without surrogates the order of UTF-16 is that of UTF-8.
  if (plain) return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  return found.sort((a, b) => compareNodeNames(a.name, b.name));
}

function listRawFolder(path: FsPath): FolderEntry[] {
  const entries = readdirSync(asPath(path), { withFileTypes: true, encoding: "buffer" });
  return entries
    .map((entry: Dirent<Buffer>) => ({
      name: nodeNameFromBytes(entry.name),
      isFile: entry.isFile(),
      isFolder: entry.isDirectory(),
    }))
    .sort((a, b) => compareNodeNames(a.name, b.name));
}
