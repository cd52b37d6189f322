/**
 * The keys that protect a vault's objects, as restic has them: AES-256 for the cipher and the two
 * halves of a Poly1305-AES key (`k` for AES-128, `r` for the polynomial).
 */
export interface MasterKey {
  readonly encrypt: Uint8Array; // 32 bytes
  readonly macK: Uint8Array; // 16 bytes
  readonly macR: Uint8Array; // 16 bytes
}

/** Cuts the 64 bytes that scrypt derives from a password. */
export function splitKey(bytes: Uint8Array): MasterKey {
  return {
    encrypt: bytes.subarray(0, 32),
    macK: bytes.subarray(32, 48),
    macR: bytes.subarray(48, 64),
  };
}
