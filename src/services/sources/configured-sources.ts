import { open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { isSystemError, problemOf, ResteraError } from "../../foundation/errors.ts";
import { stagingPrefix } from "../../foundation/staging-name.ts";
import { asSource } from "./parse-source.ts";
import type { ConfiguredSource } from "./source.ts";
import { makeFolders } from "../../stores/make-folders.ts";

/** Reads the sources that the user named, by name. No file is no source. Throws `settings-unreadable`. */
export async function readSources(path: string): Promise<ConfiguredSource[]> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return [];
    throw unreadable(path, problemOf(error), error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unreadable(path, problemOf(error), error);
  }
  const list = (value as { sources?: unknown } | null)?.sources;
  const sources = Array.isArray(list) ? list.map(asSource) : [undefined];
  const known = sources.filter((each) => each !== undefined);
  // Passing over what is not understood would silently leave it out of every archive.
  if (known.length !== sources.length) throw unreadable(path, "it has a source that is none");
  return known.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Adds a source. Throws `source-exists`. */
export async function addSource(path: string, source: ConfiguredSource): Promise<void> {
  const sources = await readSources(path);
  if (sources.some(({ name }) => name === source.name)) {
    throw new ResteraError("source-exists", { source: source.name });
  }
  await writeSources(path, [...sources, source]);
}

/** Removes a source and gives it. Throws `source-unknown`. */
export async function removeSource(path: string, name: string): Promise<ConfiguredSource> {
  const sources = await readSources(path);
  const found = sources.find((each) => each.name === name);
  if (found === undefined) throw new ResteraError("source-unknown", { source: name });
  await writeSources(
    path,
    sources.filter((each) => each !== found),
  );
  return found;
}

async function writeSources(path: string, sources: readonly ConfiguredSource[]): Promise<void> {
  await makeFolders(dirname(path), 0o700);
  const staged = `${path}.${stagingPrefix()}new`;
  const handle = await open(staged, "w", 0o600);
  try {
    await handle.writeFile(`${JSON.stringify({ version: 1, sources }, null, 2)}\n`);
    await handle.sync();
  } catch (error) {
    await rm(staged, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  await rename(staged, path);
}

function unreadable(path: string, problem: string, cause?: unknown): ResteraError {
  return new ResteraError("settings-unreadable", { path, problem, cause });
}
