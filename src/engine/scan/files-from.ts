import { lstatSync, readdirSync, statSync } from "node:fs";
import { append } from "../../foundation/append.ts";
import { ResteraError } from "../../foundation/errors.ts";
import { bytesOf, pathBuffer, toByteText, type ByteText, type PathLike } from "./byte-text.ts";
import { absolutePath, cleanPath, joinPath } from "./clean-path.ts";
import { compileGlob } from "./glob.ts";
import { textLines, trimSpace } from "./pattern-file.ts";

export interface FilesFrom {
  readonly paths: readonly Uint8Array<ArrayBuffer>[];
  /** Patterns that match nothing: to be warned about. */
  readonly unmatched: readonly string[];
}

/**
 * The content of a `--files-from` file, as restic reads it: a pattern per line, trimmed, without empty
 * lines and those starting with `#`. Patterns are those of Go's `filepath.Glob` (no `**`), relative
 * ones to `workingFolder`. Throws `usage` for a malformed pattern.
 */
export function parseFilesFrom(bytes: Uint8Array, workingFolder: PathLike): FilesFrom {
  const base = cleanPath(toByteText(workingFolder));
  const paths: Uint8Array<ArrayBuffer>[] = [];
  const unmatched: string[] = [];
  for (const line of textLines(bytes).map((text) => trimSpace(text))) {
    if (line === "" || line.startsWith("#")) continue;
    const found = expandGlob(toByteText(line), base);
    if (found === undefined) {
      throw new ResteraError("usage", { problem: `invalid pattern in --files-from: ${line}` });
    }
    if (found.length === 0) unmatched.push(line);
    append(
      paths,
      found.map((path) => bytesOf(path)),
    );
  }
  return { paths, unmatched };
}

/** The content of a `--files-from-verbatim` file: a path per line, nothing trimmed but `\r`. */
export function parseFilesFromVerbatim(bytes: Uint8Array): Uint8Array<ArrayBuffer>[] {
  const lines = textLines(bytes).filter((line) => line !== "");
  return lines.map((line) => bytesOf(toByteText(line)));
}

/** The content of a `--files-from-raw` file: every path ends with a zero byte. Throws `usage`. */
export function parseFilesFromRaw(bytes: Uint8Array): Uint8Array<ArrayBuffer>[] {
  const paths = toByteText(bytes).split("\0") as ByteText[];
  if (paths.pop() !== "") {
    throw new ResteraError("usage", { problem: "--files-from-raw: the last zero byte is missing" });
  }
  if (paths.includes("" as ByteText)) {
    throw new ResteraError("usage", { problem: "--files-from-raw: an empty file name" });
  }
  return paths.map((path) => bytesOf(path));
}

/**
 * Go's `filepath.Glob` on Unix: the part after the last `/` is matched against the entries of every
 * folder that the part before it stands for; folders that cannot be read have none. `undefined` when
 * a part that had to be matched is malformed.
 */
function expandGlob(pattern: ByteText, base: ByteText): ByteText[] | undefined {
  // A malformed part is an error even where no folder makes it necessary to match.
  if (compileGlob(pattern) === undefined) return undefined;
  if (!/[*?[\\]/.test(pattern)) return exists(pattern, base) ? [pattern] : [];
  const cut = pattern.lastIndexOf("/");
  const before = pattern.slice(0, cut + 1);
  const folder = (before === "" ? "." : before === "/" ? before : before.slice(0, -1)) as ByteText;
  const matcher = compileGlob(pattern.slice(cut + 1) as ByteText);
  if (matcher === undefined) return undefined;
  const folders = /[*?[\\]/.test(folder) ? expandGlob(folder, base) : [folder];
  return folders?.flatMap((each) =>
    entriesOf(each, base)
      .filter((name) => matcher(name))
      .map((name) => joinPath(each, name)),
  );
}

function exists(path: ByteText, base: ByteText): boolean {
  try {
    return lstatSync(pathBuffer(absolutePath(path, base)), { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function entriesOf(folder: ByteText, base: ByteText): ByteText[] {
  try {
    const path = pathBuffer(absolutePath(folder, base));
    if (!statSync(path).isDirectory()) return [];
    return (readdirSync(path, "latin1") as ByteText[]).sort();
  } catch {
    return [];
  }
}
