import { ResteraError } from "../../../foundation/errors.ts";
import type { RestorePoint } from "./magnus-options.ts";

/** Milliseconds; undefined for the latest. Throws `setting-unknown` for what is no moment. */
export function momentOf(point: RestorePoint): number | undefined {
  if (point === "latest") return undefined;
  const isDigits = typeof point === "string" && /^\d+$/.test(point);
  const moment = isDigits ? Number(point) : new Date(point).getTime();
  if (Number.isSafeInteger(moment) && moment >= 0) return moment;
  const choices = "latest, milliseconds since 1970, a Date, 2026-11-21T12:00:00Z";
  throw new ResteraError("setting-unknown", {
    setting: "timestamp",
    value: String(point),
    choices,
  });
}
