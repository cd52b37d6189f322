import { join, resolve } from "node:path";
import type { System } from "../system.ts";

/** Where Restera keeps its own things: RESTERA_HOME, or the platform's folder for such data. */
export function resteraHome({
  environment,
  platform,
  home,
  cwd,
}: Pick<System, "environment" | "platform" | "home" | "cwd">): string {
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

export function keysFolder(system: System): string {
  return join(resteraHome(system), "keys");
}
