import { createHash } from "node:crypto";

/** `Content-MD5`, which AWS wants of whatever is written where objects are locked. */
export function md5Of(content: Uint8Array | string): string {
  return createHash("md5").update(content).digest("base64");
}
