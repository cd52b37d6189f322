import type { Snapshot } from "../../engine/snapshot/snapshot.ts";
import type {
  RunOptions,
  SnapshotFilter,
  BackUpInput,
  BackUpProgress,
  BackUpResult,
  RestoreInput,
  RestoreProgress,
  RestoreResult,
  CheckInput,
  CheckProgress,
  CheckReport,
  LsEntry,
  StatsInput,
  VaultStats,
} from "../../engine/operations.ts";

export type * from "../../engine/operations.ts";
export type { Snapshot, SnapshotSummary } from "../../engine/snapshot/snapshot.ts";
export type { NodeType } from "../../engine/tree/tree-node.ts";

export type CatKind =
  | "config"
  | "masterkey"
  | "key"
  | "snapshot"
  | "index"
  | "lock"
  | "pack"
  | "blob"
  | "tree";

/**
 * An open vault: one password check, one index, any number of operations.
 * Everything rejects with `ResteraError`.
 */
export interface Vault {
  readonly url: string;
  /** The repository id of the config file, 64 hexadecimal digits. */
  readonly id: string;
  readonly formatVersion: 1 | 2;
  /** Id of the key that opened the vault. */
  readonly keyId: string;
  backUp(input: BackUpInput, run?: RunOptions<BackUpProgress>): Promise<BackUpResult>;
  restore(input: RestoreInput, run?: RunOptions<RestoreProgress>): Promise<RestoreResult>;
  check(input?: CheckInput, run?: RunOptions<CheckProgress>): Promise<CheckReport>;
  /** Oldest first. */
  snapshots(filter?: SnapshotFilter, run?: RunOptions): Promise<Snapshot[]>;
  /** By id, unique prefix or `latest`; throws `snapshot-unknown` or `snapshot-ambiguous`. */
  snapshot(wanted: string, filter?: SnapshotFilter, run?: RunOptions): Promise<Snapshot>;
  /** `snapshot` may be `snapshot:subfolder`. Depth first, names in byte order, folders before their content. */
  ls(
    snapshot: string,
    input?: {
      readonly paths?: readonly string[];
      readonly recursive?: boolean;
      readonly filter?: SnapshotFilter;
    },
    run?: RunOptions,
  ): AsyncIterable<LsEntry>;
  /** The bytes of one file; throws `path-not-in-snapshot`. */
  readFile(
    snapshot: string,
    path: string,
    filter?: SnapshotFilter,
    run?: RunOptions,
  ): AsyncIterable<Uint8Array>;
  /** A decoded object, as JSON text or raw bytes (`pack`, `blob`). */
  cat(kind: CatKind, id: string, run?: RunOptions): Promise<Uint8Array>;
  stats(input: StatsInput, run?: RunOptions): Promise<VaultStats>;
  /** Adds a key that opens the vault with another password; gives the new key's id. */
  addKey(password: string, run?: RunOptions): Promise<string>;
  close(): Promise<void>;
}
