import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Keeps compiled code between runs, in the user's own cache folder: start-up is a good part of a backup in
 * which nothing changed. Safe to delete; without a home there is none.
 */
export function keepCompiledCode(environment: NodeJS.ProcessEnv): void {
  const folder = cacheFolder(environment);
  if (folder !== undefined) enableCompileCache(join(folder, "restera", "compiled"));
}

function cacheFolder({ XDG_CACHE_HOME, LOCALAPPDATA }: NodeJS.ProcessEnv): string | undefined {
  if (process.platform === "win32") return LOCALAPPDATA;
  if (XDG_CACHE_HOME !== undefined && XDG_CACHE_HOME !== "") return XDG_CACHE_HOME;
  const home = homedir();
  if (home === "" || home === "/") return undefined;
  return process.platform === "darwin" ? join(home, "Library", "Caches") : join(home, ".cache");
}
