import { setFlagsFromString } from "node:v8";

/** V8's own. */
const USUAL_GROWTH = 2;

let isLimited = false;
let growth = USUAL_GROWTH;
/** Threads that load their code, for as long as the limit waits for them. */
let loading = 0;
let isSettled = false;

/**
 * Keeps V8's space for young objects as small as it is. Left alone it grows to 16 MB three times over in every thread, most of it
 * garbage: 15 to 30 % of the memory of a backup or a restore, for a few hundredths of the time.
 *
 * It has a price where it is in force while code is loaded: Node's own comes compiled for the usual flags, and is compiled again for
 * others, which takes the main thread some 10 ms and a new one some 35.
 */
export function limitYoungSpace(): void {
  isLimited = true;
  apply();
}

/** A thread begins to load its code. The limit waits for those that do so while a password is checked. */
export function threadBegins(): void {
  if (isSettled) return;
  loading++;
  apply();
}

/** A thread has loaded its code, or has ended. */
export function threadLoaded(): void {
  if (isSettled) return;
  loading--;
  apply();
}

/** From now on there is work that makes much garbage, and no thread is waited for. */
export function settleYoungSpace(): void {
  isSettled = true;
  loading = 0;
  apply();
}

function apply(): void {
  const wanted = isLimited && loading === 0 ? 1 : USUAL_GROWTH;
  if (wanted === growth) return;
  growth = wanted;
  setFlagsFromString(`--semi-space-growth-factor=${growth}`);
}
