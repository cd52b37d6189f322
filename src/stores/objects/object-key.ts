import { StoreError } from "./object-store.ts";

/** S3's and Google's limit for a whole key; a segment must fit a file name with room for a suffix. */
const maxKeyBytes = 1024;
const maxSegmentBytes = 200;

/** The first segment that no key may have: local stores stage files there. */
export const stagingSegment = "tmp";

/** Control characters, and what separates folders on Windows. */
// oxlint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u001f\u007f\\]/;

/**
 * Throws `unsupported` unless every store can keep the key: segments separated by `/`, none empty or
 * starting with a dot, no control characters, at most 1,024 bytes.
 */
export function checkKey(key: string, store: string): void {
  const problem = keyProblem(key);
  if (problem !== undefined) throw new StoreError("unsupported", { store, key, problem });
}

function keyProblem(key: string): string | undefined {
  const shown = JSON.stringify(key.length > 80 ? `${key.slice(0, 80)}…` : key);
  if (key === "") return "a key must not be empty";
  if (!key.isWellFormed()) return `the key ${shown} is not valid Unicode`;
  if (forbidden.test(key)) return `the key ${shown} has a control character or a backslash`;
  if (Buffer.byteLength(key) > maxKeyBytes)
    return `the key ${shown} is longer than ${maxKeyBytes} bytes`;
  const segments = key.split("/");
  if (segments[0] === stagingSegment) return `the key ${shown} lies in the staging folder`;
  for (const segment of segments) {
    if (segment === "") return `the key ${shown} has an empty segment`;
    if (segment.startsWith(".")) return `the key ${shown} has a segment that starts with a dot`;
    if (Buffer.byteLength(segment) > maxSegmentBytes) {
      return `the key ${shown} has a segment longer than ${maxSegmentBytes} bytes`;
    }
  }
  return undefined;
}

// oxlint-disable-next-line no-control-regex
const ascii = /^[\u0000-\u007f]*$/;

/** Orders keys by their UTF-8 bytes, as S3, Google and Azure list them; JavaScript's own order differs. */
export function compareKeys(a: string, b: string): number {
  if (ascii.test(a) && ascii.test(b)) return a < b ? -1 : a > b ? 1 : 0;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
