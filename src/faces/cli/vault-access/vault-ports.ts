import type { CreateVaultOptions, OpenVaultOptions } from "../../../compose.ts";
import type { Vault } from "../../../services/snapshots/vault.ts";

/** How commands open and make vaults; tests put their own here. */
export interface VaultPorts {
  open(url: string, secret: PortSecret, options: OpenVaultOptions): Promise<Vault>;
  create(url: string, secret: PortSecret, options: CreateVaultOptions): Promise<Vault>;
}

interface PortSecret {
  readonly password: string;
  readonly keyHint?: string;
}

/** The real ones; what they are made of is only loaded when a command needs a vault. */
export const composedVaults: VaultPorts = {
  open: async (url, secret, options) => {
    const { openVault } = await import("../../../compose.ts");
    return openVault(url, secret, options);
  },
  create: async (url, secret, options) => {
    const { createVault } = await import("../../../compose.ts");
    return createVault(url, secret, options);
  },
};
