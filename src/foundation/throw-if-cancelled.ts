import { ResteraError } from "./errors.ts";

/** Throws `cancelled` when the signal was raised, whatever reason it was given. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true)
    throw new ResteraError("cancelled", { cause: signal.reason as unknown });
}
