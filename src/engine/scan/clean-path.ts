import type { ByteText } from "./byte-text.ts";

/**
 * Go's `filepath.Clean` on Unix, on bytes: no empty parts, no `.`, and `..` taken with the part before
 * it without asking the disk. The empty path is `.`.
 */
export function cleanPath(path: ByteText): ByteText {
  const isAbsolute = path.startsWith("/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (!isAbsolute) parts.push(part);
  }
  const joined = parts.join("/");
  return (isAbsolute ? `/${joined}` : joined === "" ? "." : joined) as ByteText;
}

/** Joins and cleans, as Go's `filepath.Join`. */
export function joinPath(folder: ByteText, name: ByteText): ByteText {
  return cleanPath(`${folder}/${name}` as ByteText);
}

/** Absolute and clean; `workingFolder` is absolute. */
export function absolutePath(path: ByteText, workingFolder: ByteText): ByteText {
  return path.startsWith("/") ? cleanPath(path) : joinPath(workingFolder, path);
}

/** The folder that holds an absolute clean path; `/` for `/` itself. */
export function parentPath(path: ByteText): ByteText {
  return path.slice(0, Math.max(1, path.lastIndexOf("/"))) as ByteText;
}

export function baseName(path: ByteText): ByteText {
  return path.slice(path.lastIndexOf("/") + 1) as ByteText;
}
