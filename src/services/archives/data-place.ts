/** Where a file's value goes in `data_sources`: the source, and the keys below it. */
export interface DataPlace {
  readonly source: string;
  /** Empty for a file of the source's own name: its members are the source's. */
  readonly keys: readonly string[];
}

/** Folders in front of the sources' names; any other is part of a name. */
const roots = new Set(["data", "sources"]);

/**
 * The place of a JSON file by its path in an archive: `data/ai_hub.json` is the source `ai_hub` itself, `data/ai_hub/patterns.json` its key
 * `patterns`, further folders are objects in between. Undefined for a file that is no JSON.
 */
export function dataPlace(path: string): DataPlace | undefined {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  const name = parts.at(-1);
  if (name === undefined || !/.\.json$/i.test(name)) return undefined;
  parts[parts.length - 1] = name.slice(0, -".json".length);
  if (parts.length > 1 && roots.has(parts[0]!)) parts.shift();
  const [source, ...keys] = parts as [string, ...string[]];
  return { source, keys };
}
