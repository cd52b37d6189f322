import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** A minor collection this often keeps the ciphers' short-lived buffers from piling up outside the heap. */
const INTERVAL_BYTES = 8 * 1024 * 1024;

/** Whoever walks over trees leaves garbage that outlives minor collections: every so many are major. */
const MINORS_PER_MAJOR = 8;

/** As text, as columns, as bytes. */
const HEADER_COPIES = 4;

type Collect = (options: { type: "minor" | "major" }) => void;

let collect: Collect | undefined;
let since = 0;
let minors = 0;

/**
 * Notes that `bytes` of buffers were dropped and collects the young generation every 8 MiB: `cipher.update`
 * can only answer with new buffers, and left alone they double the memory and the system time.
 */
export function collectGarbageAfter(bytes: number): void {
  since += bytes;
  if (since < INTERVAL_BYTES) return;
  since = 0;
  collectNow("minor");
}

/** The same for decoded trees: objects, of which some survive a minor collection and die soon after. */
export function collectObjectsAfter(bytes: number): void {
  since += bytes;
  if (since < INTERVAL_BYTES) return;
  since = 0;
  minors++;
  collectNow(minors % MINORS_PER_MAJOR === 0 ? "major" : "minor");
}

/**
 * To be called when buffers of so many bytes in all were dropped that had lived for a while: only a major collection
 * frees them. Small amounts are left to V8.
 */
export function collectLargeBuffers(bytes: number): void {
  if (bytes >= INTERVAL_BYTES / 2) collectNow("major");
}

/** To be called when a pack's header of so many bytes is written, or is noted in the index: each leaves some copies of it behind. */
export function collectHeader(bytes: number): void {
  collectLargeBuffers(HEADER_COPIES * bytes);
}

function collectNow(type: "minor" | "major"): void {
  if (collect === undefined) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as Collect;
  }
  collect({ type });
}
