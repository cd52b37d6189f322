import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";

/** Holes of less than the smallest chunk are read, not passed over. */
const stepBytes = 400 * 1024;

/** Makes a file that takes seconds to back up, and little room on a disk: nearly all of it is holes. */
export function makeSlowFile(path: string, sizeBytes = 4 * 2 ** 30): void {
  const file = openSync(path, "w");
  for (let at = 0; at < sizeBytes; at += stepBytes) writeSync(file, "x", at);
  ftruncateSync(file, sizeBytes);
  closeSync(file);
}
