import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { ResteraError, problemOf } from "../../foundation/errors.ts";
import { Kernels } from "../kernels/kernels.ts";
import { currentUser } from "../current-user.ts";
import { type MasterKey, splitKey } from "./master-key.ts";
import { deriveKey, isWithinBounds, type KdfParameters } from "./derive-key.ts";
import { Sealer } from "./sealer.ts";

/**
 * For new keys: 16 MiB and some 0.13 s, one of the settings that OWASP's Password Storage Cheat Sheet calls equally strong (as 2^15
 * with p = 3, which takes a third longer and twice the memory). restic spends half a second.
 */
const NEW_KEY_KDF: KdfParameters = { N: 16_384, r: 8, p: 5 };

/** A key file, as restic writes it: plain JSON around the sealed master key. */
interface KeyFile extends KdfParameters {
  readonly created: string;
  readonly username: string;
  readonly hostname: string;
  readonly kdf: "scrypt";
  readonly salt: string;
  readonly data: string;
}

export interface KeyInfo {
  readonly created: string;
  readonly username: string;
  readonly hostname: string;
}

export function randomMasterKey(): MasterKey {
  const macR = randomBytes(16);
  // Poly1305 ignores these bits of r; cleared, the stored key is the used one, as restic has it.
  for (const i of [3, 7, 11, 15]) macR[i]! &= 0x0f;
  for (const i of [4, 8, 12]) macR[i]! &= 0xfc;
  return { encrypt: randomBytes(32), macK: randomBytes(16), macR };
}

/** Whose key it is, in the key file; this user on this machine when absent. */
export interface KeyOwner {
  readonly username?: string;
  readonly hostname?: string;
}

/** Wraps the master key with a password; gives the bytes of a new key file. */
export async function createKeyFile(
  password: string,
  master: MasterKey,
  owner: KeyOwner = {},
): Promise<Buffer> {
  const salt = randomBytes(64);
  const wrapper = splitKey(await deriveKey(password, salt, NEW_KEY_KDF));
  const text = Buffer.from(
    JSON.stringify({
      mac: { k: base64(master.macK), r: base64(master.macR) },
      encrypt: base64(master.encrypt),
    }),
  );
  const kernels = new Kernels();
  const data = new Sealer(kernels, wrapper).sealBytes(text, kernels.allocate(text.length + 64));
  const file: KeyFile = {
    created: new Date().toISOString(),
    username: owner.username ?? currentUser().username,
    hostname: owner.hostname ?? hostname(),
    kdf: "scrypt",
    ...NEW_KEY_KDF,
    salt: salt.toString("base64"),
    data: data.toString("base64"),
  };
  return Buffer.from(JSON.stringify(file));
}

/**
 * Unwraps the master key; `undefined` when the password is not this key's. Throws `damaged` for a broken file.
 * `meanwhile` is called once the password is being worked on, which takes long and leaves this thread free.
 */
export async function openKeyFile(
  bytes: Uint8Array,
  password: string,
  object: string,
  meanwhile?: () => void,
): Promise<MasterKey | undefined> {
  const file = parseKeyFile(bytes, object);
  const deriving = deriveKey(password, Buffer.from(file.salt, "base64"), file);
  meanwhile?.();
  const wrapper = splitKey(await deriving);
  const kernels = new Kernels();
  const sealed = Buffer.from(file.data, "base64");
  const text = new Sealer(kernels, wrapper).openBytes(sealed, kernels.allocate(sealed.length));
  if (text === undefined) return undefined;
  return parseMasterKey(text, object);
}

/** Bytes of memory that trying a password on a key file takes; 0 for a broken file, which takes none. */
export function keyCost(bytes: Uint8Array): number {
  try {
    const { N, r, p } = parseKeyFile(bytes, "");
    return 128 * r * (N + p);
  } catch {
    return 0;
  }
}

export function keyInfo(bytes: Uint8Array, object: string): KeyInfo {
  const { created, username, hostname: host } = parseKeyFile(bytes, object);
  return { created, username, hostname: host };
}

function parseKeyFile(bytes: Uint8Array, object: string): KeyFile {
  let file: Partial<KeyFile>;
  try {
    file = JSON.parse(Buffer.from(bytes).toString("utf8")) as Partial<KeyFile>;
  } catch (cause) {
    throw new ResteraError("damaged", { object, problem: problemOf(cause), cause });
  }
  const { N, r, p, kdf, salt, data } = file ?? {};
  const counts = [N, r, p].every((n) => Number.isSafeInteger(n) && n! > 0);
  if (kdf !== "scrypt" || !counts || typeof salt !== "string" || typeof data !== "string") {
    throw new ResteraError("damaged", { object, problem: "it is not a key file" });
  }
  const parameters = { N: N!, r: r!, p: p! };
  if (!isWithinBounds(parameters)) {
    throw new ResteraError("damaged", {
      object,
      problem: `scrypt N=${N} r=${r} p=${p} is out of bounds`,
    });
  }
  return {
    created: textOr(file.created),
    username: textOr(file.username),
    hostname: textOr(file.hostname),
    kdf,
    ...parameters,
    salt,
    data,
  };
}

function textOr(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The master key's own JSON, for `cat masterkey`, is the same as in the key file. */
export function masterKeyJson(master: MasterKey): string {
  return JSON.stringify(
    { mac: { k: base64(master.macK), r: base64(master.macR) }, encrypt: base64(master.encrypt) },
    null,
    2,
  );
}

function parseMasterKey(text: Buffer, object: string): MasterKey {
  const json = JSON.parse(text.toString("utf8")) as {
    mac?: { k?: string; r?: string };
    encrypt?: string;
  };
  const encrypt = Buffer.from(json.encrypt ?? "", "base64");
  const macK = Buffer.from(json.mac?.k ?? "", "base64");
  const macR = Buffer.from(json.mac?.r ?? "", "base64");
  if (encrypt.length !== 32 || macK.length !== 16 || macR.length !== 16) {
    throw new ResteraError("damaged", {
      object,
      problem: "the master key in it has the wrong length",
    });
  }
  return { encrypt, macK, macR };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
