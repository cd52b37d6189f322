import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ResteraError } from "../foundation/errors.ts";
import type { ArchiveSource } from "../services/archives/archived-source.ts";
import { captureSource } from "../services/sources/capture-source.ts";
import { readSources } from "../services/sources/configured-sources.ts";
import { captureDefault, defaultSourceNames } from "../services/sources/default-sources.ts";
import {
  type Captured,
  type ConfiguredSource,
  type MemorySource,
  nothingThere,
} from "../services/sources/source.ts";

/** Which sources an archive is made of. */
export interface SourceChoice {
  /** The working folder: the defaults are in its `data/`. */
  readonly folder: string;
  /** Where the user's own sources are kept: `sources.json`. */
  readonly settingsFile: string;
  /** Only these; all when absent or empty. One that is named is missed when it is absent. */
  readonly names?: readonly string[];
  /** Absolute paths that no source is read from: where archives are kept, keys. */
  readonly without?: readonly string[];
  /** Variables for programs that a source starts. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** The sources that archives are made of: the user's own, and the documents' defaults but for those of the same name. Throws `source-unknown`. */
export async function archiveSources(choice: SourceChoice): Promise<ArchiveSource[]> {
  const { folder, settingsFile, names = [] } = choice;
  const configured = await readSources(settingsFile);
  const own = new Set(configured.map(({ name }) => name));
  const defaults = (await defaultSourceNames(folder)).filter((name) => !own.has(name));
  const isNamed = (name: string) => names.includes(name);
  const all = [
    ...defaults.map((name) => defaultSource(name, choice, isNamed(name))),
    ...configured.map((source) => configuredSource(source, choice)),
  ];
  const unknown = names.find((name) => !all.some((each) => each.name === name));
  if (unknown !== undefined) throw new ResteraError("source-unknown", { source: unknown });
  return names.length === 0 ? all : all.filter(({ name }) => isNamed(name));
}

function defaultSource(
  name: string,
  { folder, without }: SourceChoice,
  configured: boolean,
): ArchiveSource {
  return {
    ...{ name, kind: "files", configured },
    capture: (scratch, signal) => captureDefault(name, folder, { scratch, signal, without }),
  };
}

function configuredSource(source: ConfiguredSource, choice: SourceChoice): ArchiveSource {
  const { environment, without } = choice;
  return {
    ...{ name: source.name, kind: source.kind, configured: true },
    capture: (scratch, signal) =>
      source.kind === "memory"
        ? captureMemory(source, scratch, signal)
        : captureSource(source, { scratch, signal, environment, without }),
  };
}

/** The same copy as in a snapshot, below `sources/NAME/`: `restera memory restore FOLDER` reads it. */
async function captureMemory(
  { name, url }: MemorySource,
  scratch: string,
  signal: AbortSignal | undefined,
): Promise<Captured> {
  const { writeMemoryCopy } = await import("./memory-copies.ts");
  const folder = join(scratch, "memory");
  try {
    await writeMemoryCopy(url, folder, { signal });
  } catch (error) {
    if (error instanceof ResteraError && error.code === "memory-none") return nothingThere;
    throw error;
  }
  const topPath = `sources/${name}`;
  const files = (await readdir(folder)).toSorted();
  const entries = files.map((file) => ({ path: `${topPath}/${file}`, file: join(folder, file) }));
  return { isThere: true, topPaths: [topPath], entries, problems: [] };
}
