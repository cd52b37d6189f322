import { randomBytes } from "node:crypto";
import { Decrypter, Encrypter, identityToRecipient } from "age-encryption";
import { problemOf, ResteraError } from "../../foundation/errors.ts";
import { payloadKey, payloadNonceBytes, sealPayload } from "./payload-chunks.ts";
import { PassphraseRecipient, type PortableKey } from "./portable-key.ts";

/** What the library puts behind a header when there is nothing to encrypt: a nonce and a tag. */
const emptyPayloadBytes = 32;

/**
 * Encrypts a stream in the format of age (https://age-encryption.org/v1), so that `age -d` opens it. Memory does
 * not grow with the input. Throws `portable-key-invalid` for something that is no identity.
 */
export async function* encryptPortable(
  input: AsyncIterable<Uint8Array>,
  key: PortableKey,
): AsyncGenerator<Uint8Array> {
  const { header, fileKey } = await makeHeader(key);
  const nonce = randomBytes(payloadNonceBytes);
  yield Buffer.concat([header, nonce]);
  yield* sealPayload(input, payloadKey(fileKey, nonce));
}

/** The library makes the header, with its seal; the payload is ours, eight times as fast. */
async function makeHeader(key: PortableKey): Promise<{ header: Uint8Array; fileKey: Uint8Array }> {
  const encrypter = new Encrypter();
  if ("passphrase" in key) {
    const recipient = new PassphraseRecipient(key.passphrase);
    encrypter.addRecipient(recipient);
    const header = withoutPayload(await encrypter.encrypt(new Uint8Array(0)));
    return { header, fileKey: recipient.made! };
  }
  try {
    encrypter.addRecipient(await identityToRecipient(key.identity));
    const header = withoutPayload(await encrypter.encrypt(new Uint8Array(0)));
    const decrypter = new Decrypter();
    decrypter.addIdentity(key.identity);
    return { header, fileKey: await decrypter.decryptHeader(header) };
  } catch (error) {
    throw new ResteraError("portable-key-invalid", { problem: problemOf(error) });
  }
}

function withoutPayload(file: Uint8Array): Uint8Array {
  return file.subarray(0, file.length - emptyPayloadBytes);
}
