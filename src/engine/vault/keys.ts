import { ResteraError } from "../../foundation/errors.ts";
import type { CallOptions } from "../../stores/objects/object-store.ts";
import { readObject } from "../../stores/objects/read-object.ts";
import { keyInfo } from "../crypto/key-file.ts";
import { MAX_KEY_FILE_BYTES } from "./find-key.ts";
import { findObjectId } from "./find-object-id.ts";
import type { OpenVault } from "./open-vault.ts";

/** A key of a vault: what its file says without the password. */
export interface VaultKey {
  readonly id: string;
  /** The key that opened the vault. */
  readonly current: boolean;
  readonly username: string;
  readonly hostname: string;
  /** RFC 3339. */
  readonly created: string;
}

/** Every key that can be read, by id; a damaged one goes to `onDamaged`. */
export async function listKeys(
  vault: OpenVault,
  options: CallOptions & { readonly onDamaged?: (error: ResteraError) => void } = {},
): Promise<VaultKey[]> {
  const { onDamaged, ...call } = options;
  const keys: VaultKey[] = [];
  for await (const id of vault.objects.list("keys", call)) {
    try {
      const limits = { ...call, maxBytes: MAX_KEY_FILE_BYTES };
      const bytes = await readObject(vault.store, `keys/${id}`, limits);
      keys.push({ id, current: id === vault.keyId, ...keyInfo(bytes, `key ${id}`) });
    } catch (error) {
      if (!(error instanceof ResteraError)) throw error;
      // Somebody removed it meanwhile.
      if (error.code === "not-found") continue;
      if (error.code !== "damaged" || onDamaged === undefined) throw error;
      onDamaged(error);
    }
  }
  return keys;
}

/**
 * Removes a key, given the beginning of its id; gives the id. Throws `key-in-use` for the key that
 * opened the vault, `object-unknown`, `object-ambiguous`.
 */
export async function removeKey(
  vault: OpenVault,
  wanted: string,
  options: CallOptions = {},
): Promise<string> {
  const id = await findObjectId(vault.store, "keys", wanted, options);
  if (id === vault.keyId) throw new ResteraError("key-in-use", { key: id.slice(0, 8) });
  const failed = await vault.store.delete([`keys/${id}`], options);
  for (const error of failed.values()) throw error;
  return id;
}
