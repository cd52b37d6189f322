import { ResteraError } from "../../foundation/errors.ts";

/** Some characters are three bytes as `%2E`; the rest of the 200 bytes that a segment may have is for stores' own suffixes. */
const mostSegmentBytes = 180;
const mostKeyBytes = 900;

/** What a store cannot have in a segment, and the sign that stands for it. */
// oxlint-disable-next-line no-control-regex
const special = /^\.|[%\\\u0000-\u001f\u007f]/g;

/**
 * The key of a project's file below `projects/NAME/`: its path, but for what no store can keep (a dot in
 * front, control characters, backslashes), which is written as in URLs. Undefined where no key can be made.
 */
export function fileKey(path: string): string | undefined {
  const segments = path.split("/").map((segment) => segment.replace(special, escapeCharacter));
  const isFine =
    path.isWellFormed() &&
    !path.includes("\u{fffd}") &&
    segments.every((segment) => segment !== "" && Buffer.byteLength(segment) <= mostSegmentBytes);
  const key = segments.join("/");
  return isFine && Buffer.byteLength(key) <= mostKeyBytes ? key : undefined;
}

function escapeCharacter(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}

/** The path that a key stands for; undefined for one that would lead anywhere else. */
export function filePath(key: string): string | undefined {
  const path = key.replace(/%([0-9A-F]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return isSafePath(path) ? path : undefined;
}

/** True for a relative path that stays below its folder on every system. */
export function isSafePath(path: unknown): path is string {
  if (typeof path !== "string" || path.includes("\0") || !path.isWellFormed()) return false;
  if (/^[a-z]:/i.test(path) || path.includes("\\")) return false;
  return path.split("/").every((segment) => segment !== "" && segment !== "." && segment !== "..");
}

/** Throws `record-name-invalid` for what cannot be a project's folder. */
export function checkProjectName(name: string): void {
  const isFine =
    /^[\p{L}\p{N}_][\p{L}\p{N}._ @+-]*$/u.test(name) &&
    !name.endsWith(".json") &&
    Buffer.byteLength(name) <= 120;
  if (!isFine) {
    throw new ResteraError("record-name-invalid", { name, wanted: "letters, digits and ._-" });
  }
}
