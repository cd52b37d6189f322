import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isSystemError } from "../../foundation/errors.ts";
import { settleDatabases } from "./capture/settle-databases.ts";
import { type Captured, type CaptureRun, nothingThere } from "./source.ts";
import { walkFolder } from "./walk-source.ts";

/** The documents' sources: each `data/NAME.json`, `data/NAME/`, or both. */
const documented = [
  "ai_hub",
  "total_market_intelligence",
  "notification_ai",
  "ai_learning_data",
  "discovered_gems",
  "universal_market_analysis",
  "scanner_history",
  "user_preferences",
] as const;

/** The sources of a working folder that nobody has to name: the documented ones, then any other `data/*.json`. */
export async function defaultSourceNames(folder: string): Promise<string[]> {
  const others: string[] = [];
  try {
    for (const entry of await readdir(join(folder, "data"), { withFileTypes: true })) {
      if (entry.name.endsWith(".json") && !entry.isDirectory()) {
        others.push(entry.name.slice(0, -".json".length));
      }
    }
  } catch (error) {
    if (!isSystemError(error, "ENOENT", "ENOTDIR", "EACCES")) throw error;
  }
  return [...new Set([...documented, ...others.filter((name) => name !== "").toSorted()])];
}

/** The file and the folder of a default source, as far as they are there. */
export async function defaultPlaces(
  name: string,
  folder: string,
): Promise<{ file?: string; subfolder?: string }> {
  const [file, subfolder] = [`data/${name}.json`, `data/${name}`];
  const hasFile = (await kindOf(join(folder, file))) === "file";
  const hasFolder = (await kindOf(join(folder, subfolder))) === "folder";
  return { ...(hasFile && { file }), ...(hasFolder && { subfolder }) };
}

/** Captures `data/NAME.json` and `data/NAME/`, as far as they are there. */
export async function captureDefault(
  name: string,
  folder: string,
  run: Pick<CaptureRun, "scratch" | "signal" | "without">,
): Promise<Captured> {
  const { file, subfolder } = await defaultPlaces(name, folder);
  if (file === undefined && subfolder === undefined) return nothingThere;
  const own = file === undefined ? [] : [{ path: file, file: join(folder, file) }];
  const walked =
    subfolder === undefined
      ? { entries: [], problems: [] }
      : await walkFolder(join(folder, subfolder), subfolder, run);
  const { entries, problems } = await settleDatabases(walked, run);
  const topPaths = [file, subfolder].filter((path) => path !== undefined);
  return { isThere: true, topPaths, entries: [...own, ...entries], problems };
}

async function kindOf(path: string): Promise<"file" | "folder" | undefined> {
  try {
    const stats = await stat(path);
    if (stats.isFile()) return "file";
    return stats.isDirectory() ? "folder" : undefined;
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return undefined;
    // It is there; reading it will say what is wrong.
    if (isSystemError(error, "EACCES", "ELOOP")) return "file";
    throw error;
  }
}
