import { bodySize } from "../body.ts";
import type { Body } from "../object-store.ts";

export const requestTimeoutMs = 60_000;
/** An upload may be as slow as this before it counts as failed. */
const slowestBytesPerMs = 32;

/** How long an upload may take, by its size. */
export function uploadTimeoutMs(body: Body, requestMs: number): number {
  return requestMs + bodySize(body) / slowestBytesPerMs;
}
