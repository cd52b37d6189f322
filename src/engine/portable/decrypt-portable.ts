import { Decrypter } from "age-encryption";
import { problemOf, ResteraError } from "../../foundation/errors.ts";
import { openPayload, payloadKey, payloadNonceBytes } from "./payload-chunks.ts";
import { PassphraseIdentity, type PortableKey } from "./portable-key.ts";

const firstLine = Buffer.from("age-encryption.org/v1\n");
/** A header is some 200 bytes for each who may open the file. */
const mostHeaderBytes = 64 << 10;

/** True when these are the first bytes of a file in age's format; 22 of them are enough. */
export function looksEncrypted(firstBytes: Uint8Array): boolean {
  return firstLine.equals(firstBytes.subarray(0, firstLine.length));
}

/**
 * Decrypts a stream in the format of age, whoever made it; gives no byte that was not verified. `name` says in
 * messages what it is. Throws `portable-key-wrong`, `portable-key-invalid` and `portable-damaged`.
 */
export async function* decryptPortable(
  input: AsyncIterable<Uint8Array>,
  key: PortableKey,
  { name = "the data" }: { readonly name?: string } = {},
): AsyncGenerator<Uint8Array> {
  const parts = input[Symbol.asyncIterator]();
  try {
    const { header, rest } = await readHeader(parts, name);
    const fileKey = await openHeader(header, key, name);
    const nonce = rest.subarray(0, payloadNonceBytes);
    const payload = joined(rest.subarray(payloadNonceBytes), parts);
    yield* openPayload(payload, payloadKey(fileKey, nonce));
  } catch (error) {
    // What the source of the stream throws stays what it is.
    if (!(error instanceof Error) || error.constructor !== Error) throw error;
    throw new ResteraError("portable-damaged", { name, problem: problemOf(error) });
  } finally {
    await parts.return?.();
  }
}

/** The header up to its seal, and what came behind it: the payload's nonce at least. */
async function readHeader(
  parts: AsyncIterator<Uint8Array>,
  name: string,
): Promise<{ header: Uint8Array; rest: Uint8Array }> {
  let held: Buffer = Buffer.alloc(0);
  for (;;) {
    const next = await parts.next();
    if (!next.done) held = Buffer.concat([held, next.value]);
    const end = headerEnd(held);
    if (end !== undefined && held.length >= end + payloadNonceBytes) {
      return { header: held.subarray(0, end), rest: held.subarray(end) };
    }
    const isOther = !looksEncrypted(held) && held.length >= firstLine.length;
    if (next.done || isOther || (end === undefined && held.length > mostHeaderBytes)) {
      const problem = looksEncrypted(held) ? "its end is missing" : "it is no file of age";
      throw new ResteraError("portable-damaged", { name, problem });
    }
  }
}

function headerEnd(held: Buffer): number | undefined {
  const mac = held.indexOf("\n---");
  const end = mac === -1 ? -1 : held.indexOf("\n", mac + 1);
  return end === -1 || mac > mostHeaderBytes ? undefined : end + 1;
}

async function openHeader(header: Uint8Array, key: PortableKey, name: string): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  try {
    decrypter.addIdentity(
      "passphrase" in key ? new PassphraseIdentity(key.passphrase) : key.identity,
    );
  } catch (error) {
    throw new ResteraError("portable-key-invalid", { problem: problemOf(error) });
  }
  try {
    return await decrypter.decryptHeader(header);
  } catch (error) {
    if (problemOf(error).startsWith("no identity matched")) {
      throw new ResteraError("portable-key-wrong", { name });
    }
    throw new ResteraError("portable-damaged", { name, problem: problemOf(error) });
  }
}

async function* joined(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
