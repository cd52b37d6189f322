import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** A minor collection this often keeps the ciphers' short-lived buffers from piling up outside the heap. */
const INTERVAL_BYTES = 8 * 1024 * 1024;

type Collect = (options: { type: "minor" }) => void;

let collect: Collect | undefined;
let since = 0;

/**
 * Notes that `bytes` of buffers were dropped and collects the young generation every 8 MiB: `cipher.update`
 * can only answer with new buffers, and left alone they double the memory and the system time.
 */
export function collectGarbageAfter(bytes: number): void {
  since += bytes;
  if (since < INTERVAL_BYTES) return;
  since = 0;
  if (collect === undefined) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as Collect;
  }
  collect({ type: "minor" });
}
