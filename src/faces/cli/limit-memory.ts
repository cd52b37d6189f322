import { setFlagsFromString } from "node:v8";

/**
 * Keeps V8's space for young objects as small as it begins. Left alone it grows to 16 MB three times over in every
 * thread, most of it garbage: 15 to 30 % of the memory of a backup or a restore, for a few hundredths of the time.
 */
export function limitMemory(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
