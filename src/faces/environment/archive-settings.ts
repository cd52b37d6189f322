import { ResteraError } from "../../foundation/errors.ts";
import type { Environment } from "./cloud-credentials.ts";

/** What the SignalTrust summary's variables say about archives. */
export interface ArchiveSettings {
  /** CLOUD_COMPRESS: `tar.gz` rather than `tar`; on when unset. */
  readonly compress: boolean;
  /** CLOUD_AUTO_SYNC: upload each archive as soon as it is made; on when unset. */
  readonly autoSync: boolean;
  /** CLOUD_SYNC_INTERVAL, in seconds; an hour when unset. */
  readonly syncIntervalSeconds: number;
}

const defaultIntervalSeconds = 3600;
const shortestIntervalSeconds = 10;

/** Throws `setting-unknown`. */
export function archiveSettings(environment: Environment): ArchiveSettings {
  return {
    compress: switchOf("CLOUD_COMPRESS", environment),
    autoSync: switchOf("CLOUD_AUTO_SYNC", environment),
    syncIntervalSeconds: intervalOf(environment),
  };
}

function switchOf(name: string, environment: Environment): boolean {
  const value = environment[name]?.trim() ?? "";
  if (value === "" || /^(?:true|1|yes|on)$/i.test(value)) return true;
  if (/^(?:false|0|no|off)$/i.test(value)) return false;
  throw new ResteraError("setting-unknown", { setting: name, value, choices: "true, false" });
}

function intervalOf({ CLOUD_SYNC_INTERVAL: text }: Environment): number {
  const value = text?.trim() ?? "";
  if (value === "") return defaultIntervalSeconds;
  const seconds = Number(value);
  if (Number.isInteger(seconds) && seconds >= shortestIntervalSeconds) return seconds;
  const choices = `seconds, ${shortestIntervalSeconds} at least`;
  throw new ResteraError("setting-unknown", { setting: "CLOUD_SYNC_INTERVAL", value, choices });
}
