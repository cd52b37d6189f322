import { join, resolve } from "node:path";
import type { Environment } from "./cloud-credentials.ts";

/** What of a process decides where things are kept. */
interface Surroundings {
  readonly environment: Environment;
  readonly platform: NodeJS.Platform;
  /** The user's home folder. */
  readonly home: string;
  readonly cwd: string;
}

/** Where Restera keeps its own things: RESTERA_HOME, or the platform's folder for such data. */
export function resteraHome({ environment, platform, home, cwd }: Surroundings): string {
  const { RESTERA_HOME, XDG_DATA_HOME, LOCALAPPDATA } = environment;
  if (RESTERA_HOME) {
    return resolve(cwd, RESTERA_HOME);
  }
  if (platform === "darwin") {
    return join(home, "Library", "Application Support", "restera");
  }
  if (platform === "win32") {
    return join(LOCALAPPDATA || join(home, "AppData", "Local"), "restera");
  }
  // The XDG specification has relative paths ignored.
  const data = XDG_DATA_HOME?.startsWith("/") ? XDG_DATA_HOME : join(home, ".local", "share");
  return join(data, "restera");
}

/** Where the keys are that `protect` and `keys` made. */
export function keysFolder(surroundings: Surroundings): string {
  return join(resteraHome(surroundings), "keys");
}

/** The database of tasks and memory: the one that RESTERA_DATABASE_URL names, or this user's. */
export function databaseUrl(surroundings: Surroundings): string {
  return (
    surroundings.environment.RESTERA_DATABASE_URL || join(resteraHome(surroundings), "restera.db")
  );
}
