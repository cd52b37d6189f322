import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import { generateX25519Identity, Stanza, type Identity, type Recipient } from "age-encryption";

/** What opens a portable file: a passphrase, or an identity of age (`AGE-SECRET-KEY-1…`). */
export type PortableKey = { readonly passphrase: string } | { readonly identity: string };

/**
 * 2^17 blocks of 1 KiB: 128 MiB and half a second. Below age's own 2^18, so that an archive can be
 * encrypted in the memory that archives may take.
 */
const workFactor = 17;
/** A hostile file may ask for any amount; this is one gigabyte. */
const mostWork = 20;
const label = Buffer.from("age-encryption.org/v1/scrypt");
const saltBytes = 16;
const fileKeyBytes = 16;
const tagBytes = 16;
const cipher = "chacha20-poly1305";

/** A new X25519 identity, as `age-keygen` makes them. */
export function generatePortableIdentity(): Promise<string> {
  return generateX25519Identity();
}

/**
 * age's scrypt recipient with Node's own scrypt: three times as fast as the library's, and it leaves the
 * event loop free. `made` is the key of the file's payload, once there is one.
 */
export class PassphraseRecipient implements Recipient {
  made: Uint8Array | undefined;
  readonly #passphrase: string;

  constructor(passphrase: string) {
    this.#passphrase = passphrase;
  }

  async wrapFileKey(fileKey: Uint8Array): Promise<Stanza[]> {
    const salt = randomBytes(saltBytes);
    const key = await deriveKey(this.#passphrase, salt, workFactor);
    const sealer = createCipheriv(cipher, key, Buffer.alloc(12), { authTagLength: tagBytes });
    const body = Buffer.concat([sealer.update(fileKey), sealer.final(), sealer.getAuthTag()]);
    this.made = fileKey;
    const encodedSalt = salt.toString("base64").replace(/=+$/, "");
    return [new Stanza(["scrypt", encodedSalt, String(workFactor)], body)];
  }
}

/** The other side of `PassphraseRecipient`; null where the passphrase does not fit. */
export class PassphraseIdentity implements Identity {
  readonly #passphrase: string;

  constructor(passphrase: string) {
    this.#passphrase = passphrase;
  }

  async unwrapFileKey(stanzas: Stanza[]): Promise<Uint8Array | null> {
    const stanza = stanzas.find(({ args }) => args[0] === "scrypt");
    if (stanza === undefined) return null;
    const [, salt = "", work = ""] = stanza.args;
    if (stanzas.length !== 1 || stanza.args.length !== 3) throw new Error("invalid scrypt stanza");
    if (!/^[\w+/]{22}$/.test(salt) || !/^[1-9]\d?$/.test(work)) {
      throw new Error("invalid scrypt stanza");
    }
    if (stanza.body.length !== fileKeyBytes + tagBytes) throw new Error("invalid scrypt stanza");
    if (Number(work) > mostWork) throw new Error("scrypt work factor is too high");
    const key = await deriveKey(this.#passphrase, Buffer.from(salt, "base64"), Number(work));
    const opener = createDecipheriv(cipher, key, Buffer.alloc(12), { authTagLength: tagBytes });
    opener.setAuthTag(stanza.body.subarray(fileKeyBytes));
    const fileKey = opener.update(stanza.body.subarray(0, fileKeyBytes));
    try {
      opener.final();
    } catch {
      return null;
    }
    return fileKey;
  }
}

function deriveKey(passphrase: string, salt: Uint8Array, work: number): Promise<Buffer> {
  const cost = { N: 2 ** work, r: 8, p: 1, maxmem: 2 ** (work + 11) };
  return new Promise((resolve, reject) => {
    scrypt(passphrase, Buffer.concat([label, salt]), 32, cost, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
