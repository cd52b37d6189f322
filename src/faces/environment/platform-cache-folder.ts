import { join } from "node:path";
import type { Environment } from "./cloud-credentials.ts";

interface Machine {
  readonly environment: Environment;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

/** The user's folder for caches; undefined for a user without a home. */
export function platformCacheFolder({ environment, platform, home }: Machine): string | undefined {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = environment;
  if (platform === "win32") return LOCALAPPDATA || undefined;
  // The XDG specification has relative paths ignored.
  if (XDG_CACHE_HOME?.startsWith("/")) return XDG_CACHE_HOME;
  if (home === "" || home === "/") return undefined;
  return platform === "darwin" ? join(home, "Library", "Caches") : join(home, ".cache");
}
