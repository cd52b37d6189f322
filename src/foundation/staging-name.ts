import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { isSystemError } from "./errors.ts";

const host = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);

/** Begins the name of something temporary, so that later runs know whose it is: process and machine. */
export function stagingPrefix(): string {
  return `${process.pid}.${host}.`;
}

/** Whether the process that made something temporary still runs; `unknown` for another machine's. */
export function stagingOwner(name: string): "running" | "gone" | "unknown" {
  const [pid, ownerHost] = name.split(".");
  if (ownerHost !== host || !/^[1-9]\d*$/.test(pid!)) return "unknown";
  try {
    process.kill(Number(pid), 0);
    return "running";
  } catch (error) {
    return isSystemError(error, "ESRCH") ? "gone" : "running";
  }
}
