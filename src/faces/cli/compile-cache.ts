import { existsSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { platformCacheFolder } from "../environment/platform-cache-folder.ts";

/**
 * Keeps compiled code between runs, in the user's own cache folder: start-up is a good part of a backup in
 * which nothing changed. Safe to delete; without a home there is none.
 */
export function keepCompiledCode(environment: NodeJS.ProcessEnv): void {
  const folder = platformCacheFolder({ environment, platform: process.platform, home: homedir() });
  // A home that is named but not there, as of system users, is not made; where none can be made, Node would try for ever.
  if (folder !== undefined && existsSync(dirname(folder)))
    enableCompileCache(join(folder, "restera", "compiled"));
}
