import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { decryptPortable, looksEncrypted } from "../../engine/portable/decrypt-portable.ts";
import { encryptPortable } from "../../engine/portable/encrypt-portable.ts";
import type { PortableKey } from "../../engine/portable/portable-key.ts";
import { parseExactJson } from "../../foundation/exact-json.ts";
import { isSystemError, problemOf, ResteraError } from "../../foundation/errors.ts";
import { collectBytes } from "../../stores/objects/body.ts";

const zip = promisify(gzip);
const unzip = promisify(gunzip);

/** A record is a document, not a data set; more than this is a mistake or an attack. */
export const mostRecordBytes = 64 << 20;

const mostLevels = 500;

/** How a record's bytes are made. */
export interface Encoding {
  readonly compress: boolean;
  readonly key?: PortableKey;
}

/** JSON, perhaps gzip of it, perhaps age of that: the key stays the same, readers see which it is. */
export async function encodeRecord(
  document: unknown,
  { compress, key }: Encoding,
): Promise<Uint8Array> {
  const text = Buffer.from(`${JSON.stringify(document, undefined, 2)}\n`);
  if (text.length > mostRecordBytes) {
    throw new ResteraError("record-too-large", { bytes: text.length, most: mostRecordBytes });
  }
  const packed = compress ? await zip(text, { level: 6 }) : text;
  return key === undefined ? packed : collectBytes(encryptPortable(once(packed), key));
}

/** What a record's bytes say. `subject` is for messages. Throws `record-unreadable`, or the key's own errors. */
export async function decodeRecord(
  bytes: Uint8Array,
  key: PortableKey | undefined,
  subject: { readonly store: string; readonly key: string },
): Promise<unknown> {
  let plain = bytes;
  if (looksEncrypted(bytes)) {
    if (key === undefined) throw new ResteraError("record-encrypted", subject);
    plain = await collectBytes(decryptPortable(once(bytes), key, { name: subject.key }));
  }
  try {
    const text = isGzip(plain) ? await unzip(plain, { maxOutputLength: mostRecordBytes }) : plain;
    const value = parseExactJson(new TextDecoder("utf-8", { fatal: true }).decode(text));
    if (isTooDeep(value)) throw new Error("it is nested too deeply");
    return value;
  } catch (error) {
    throw new ResteraError("record-unreadable", { ...subject, problem: jsonProblem(error) });
  }
}

/** Whatever walks through a document by recursion would end the process with one that goes deeper. */
function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth < mostLevels; depth++) {
    level = level.flatMap((each) =>
      typeof each === "object" && each !== null ? (Object.values(each) as unknown[]) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function jsonProblem(error: unknown): string {
  if (error instanceof SyntaxError) return "it is no JSON";
  if (isSystemError(error, "ERR_ENCODING_INVALID_ENCODED_DATA")) return "it is no UTF-8 text";
  if (isSystemError(error, "ERR_BUFFER_TOO_LARGE"))
    return `it has more than ${mostRecordBytes} bytes`;
  return problemOf(error);
}

// oxlint-disable-next-line require-await
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
