// The public API of the package.
export {
  createVault,
  openVault,
  type CreateVaultOptions,
  type OpenVaultOptions,
  type Secret,
} from "./compose.ts";
export { ResteraError, type ErrorCode } from "./foundation/errors.ts";
export type * from "./services/snapshots/vault.ts";
