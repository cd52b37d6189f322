import { glob, stat } from "node:fs/promises";
import { isSystemError } from "../../foundation/errors.ts";
import { isPattern } from "./capture/capture-files.ts";
import type { ConfiguredSource, MemorySource, SqliteSource } from "./source.ts";

/** Where a source is, in one line. */
export function sourcePlace(source: ConfiguredSource): string {
  if (source.kind === "files") return source.paths.join(", ");
  return source.kind === "sqlite" ? source.path : source.url;
}

/** Whether something is there now; undefined for what only a request would tell. */
export async function sourceIsThere(source: ConfiguredSource): Promise<boolean | undefined> {
  if (source.kind === "http" || source.kind === "postgres") return undefined;
  if (source.kind === "memory" && source.url.includes("://")) return undefined;
  const paths = source.kind === "files" ? source.paths : [placeOf(source)];
  const found = await Promise.all(paths.map(isThere));
  return found.every(Boolean);
}

function placeOf(source: SqliteSource | MemorySource): string {
  return source.kind === "sqlite" ? source.path : source.url;
}

async function isThere(path: string): Promise<boolean> {
  if (isPattern(path)) {
    for await (const _ of glob(path)) return true;
    return false;
  }
  try {
    await stat(path);
    return true;
  } catch (error) {
    return !isSystemError(error, "ENOENT", "ENOTDIR");
  }
}
