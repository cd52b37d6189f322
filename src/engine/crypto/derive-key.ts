import { scrypt } from "node:crypto";

/** Parameters of scrypt (RFC 7914). */
export interface KdfParameters {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** A derivation that was begun before somebody asked for it. */
interface BegunKey {
  readonly password: string;
  readonly salt: Buffer;
  readonly kdf: KdfParameters;
  readonly bytes: Promise<Buffer>;
}

const DERIVED_BYTES = 64;
/** A key file comes from the store: parameters that would take gigabytes or minutes are refused. */
const MAX_KDF_BYTES = 2 ** 30;
const MAX_KDF_WORK = 2 ** 26;
/** A process does not end before what it derives is done, as when its command line turns out wrong. This takes below a second. */
const MAX_EARLY_WORK = 2 ** 22;

let begun: BegunKey | undefined;

export function isWithinBounds({ N, r, p }: KdfParameters): boolean {
  const counts = [N, r, p].every((n) => Number.isSafeInteger(n) && n > 0);
  const isPower = N > 1 && Number.isInteger(Math.log2(N));
  return counts && isPower && 128 * N * r <= MAX_KDF_BYTES && N * r * p <= MAX_KDF_WORK;
}

/**
 * Begins what `deriveKey` will be asked for with the same password and key file, and will then give sooner: it takes a good part
 * of a short command, and another thread than this one. False when it was not begun, as it would take too long.
 */
export function beginDeriving(password: string, salt: Buffer, kdf: KdfParameters): boolean {
  if (!isWithinBounds(kdf) || kdf.N * kdf.r * kdf.p > MAX_EARLY_WORK) return false;
  const bytes = derive(password, salt, kdf);
  // Whoever asks hears of it.
  bytes.catch(() => undefined);
  begun = { password, salt, kdf, bytes };
  return true;
}

/** The 64 bytes that scrypt makes of a password (RFC 7914). */
export function deriveKey(password: string, salt: Buffer, kdf: KdfParameters): Promise<Buffer> {
  if (begun === undefined || !isSame(begun, password, salt, kdf))
    return derive(password, salt, kdf);
  const { bytes } = begun;
  begun = undefined;
  return bytes;
}

function isSame(key: BegunKey, password: string, salt: Buffer, { N, r, p }: KdfParameters) {
  const { kdf } = key;
  const sameKdf = kdf.N === N && kdf.r === r && kdf.p === p;
  return sameKdf && key.password === password && key.salt.equals(salt);
}

function derive(password: string, salt: Buffer, { N, r, p }: KdfParameters): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { N, r, p, maxmem: 2 * MAX_KDF_BYTES };
    scrypt(password, salt, DERIVED_BYTES, options, (error, bytes) =>
      error ? reject(error) : resolve(bytes),
    );
  });
}
