import { isUtf8 } from "node:buffer";

/** A path or a name as `node:fs` takes it: a string, or the bytes when they are not UTF-8. */
export type FsPath = string | Uint8Array;

/** The path of an entry of a folder; a string as long as all parts are UTF-8. */
export function childPath(folder: FsPath, name: FsPath): FsPath {
  if (typeof folder === "string" && typeof name === "string") {
    return folder.endsWith("/") ? folder + name : `${folder}/${name}`;
  }
  return Buffer.concat([pathBytes(folder), Buffer.from("/"), pathBytes(name)]);
}

/** For `node:fs`, which wants a Buffer for bytes. */
export function asPath(path: FsPath): string | Buffer {
  return typeof path === "string" ? path : pathBytes(path);
}

export function pathBytes(path: FsPath): Buffer {
  return typeof path === "string"
    ? Buffer.from(path)
    : Buffer.from(path.buffer, path.byteOffset, path.byteLength);
}

/** The short form of bytes: a string when they are UTF-8. */
export function pathFromBytes(bytes: Uint8Array): FsPath {
  return isUtf8(bytes) ? Buffer.from(bytes).toString("utf8") : bytes;
}

/** For messages: bytes that are not UTF-8 are shown as `\xNN`. */
export function displayPath(path: FsPath): string {
  if (typeof path === "string") return path;
  let text = "";
  const bytes = pathBytes(path);
  for (let at = 0; at < bytes.length;) {
    const size = [1, 2, 3, 4].find(
      (length) => at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length)),
    );
    text +=
      size === undefined
        ? `\\x${bytes[at]!.toString(16).padStart(2, "0")}`
        : bytes.toString("utf8", at, at + size);
    at += size ?? 1;
  }
  return text;
}
