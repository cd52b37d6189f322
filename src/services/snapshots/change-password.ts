import type { LockInput } from "../../engine/operations.ts";
import { removeKey, type VaultKey } from "../../engine/vault/keys.ts";
import { addKey, type OpenVault } from "../../engine/vault/open-vault.ts";
import { callOf, type Stoppable } from "./session-state.ts";
import { withExclusiveLock } from "./with-lock.ts";

/** A new key: whose it is, when it is not this user's on this machine. */
export interface AddKeyInput {
  readonly username?: string;
  readonly hostname?: string;
  readonly lock?: LockInput;
}

export interface ChangePasswordInput extends AddKeyInput {
  /**
   * Called when the new key opens the vault and the old one still does. Whoever keeps the password
   * must have changed it when this resolves: then the old key goes. When it rejects, both keys stay.
   */
  readonly onAdded?: (keyId: VaultKey["id"]) => Promise<void>;
}

/** Replaces the key that opened the vault; gives the vault with its new key. */
export function changePassword(
  vault: OpenVault,
  password: string,
  input: ChangePasswordInput,
  run: Stoppable,
): Promise<OpenVault> {
  return withExclusiveLock(vault, input.lock, run, async () => {
    const call = callOf(run);
    const keyId = await addKey(vault, password, { ...call, owner: input });
    await input.onAdded?.(keyId);
    const changed = { ...vault, keyId };
    await removeKey(changed, vault.keyId, call);
    return changed;
  });
}
