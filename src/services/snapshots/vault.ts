import type { Snapshot } from "../../engine/snapshot/snapshot.ts";
import type { CopyInput, CopyProgress, CopyResult } from "../../engine/copy/copy-result.ts";
import type { PruneInput, PruneProgress, PruneResult } from "../../engine/prune/prune-result.ts";
import type {
  RepairIndexInput,
  RepairIndexResult,
  RepairProgress,
} from "../../engine/repair/repair-index.ts";
import type { RepairPacksInput, RepairPacksResult } from "../../engine/repair/repair-packs.ts";
import type {
  RepairSnapshotsInput,
  RepairSnapshotsResult,
} from "../../engine/repair/repair-snapshots.ts";
import type { RewriteInput, RewriteResult } from "../../engine/rewrite.ts";
import type { LockInfo } from "../../engine/vault/lock-info.ts";
import type { VaultKey } from "../../engine/vault/keys.ts";
import type { AddKeyInput, ChangePasswordInput } from "./change-password.ts";
import type { DiffInput, DiffMessage } from "./diff-snapshots.ts";
import type { DrillInput, DrillProgress } from "./drill.ts";
import type { DrillReport } from "./drill-report.ts";
import type { Dump, DumpInput } from "./dump-path.ts";
import type { FindInput, FindResult } from "./find-entries.ts";
import type { FindObjectsInput, FoundObject } from "./find-objects.ts";
import type { ForgetInput, ForgetResult } from "./forget-snapshots.ts";
import type { HistoryInput, PathHistory } from "./path-history.ts";
import type { SortInput } from "./sort-entries.ts";
import type { ListedKind, ListedObject } from "./list-objects.ts";
import type { TagChange, TagInput } from "./tag-snapshots.ts";
import type { UnlockInput, UnlockResult } from "./unlock-vault.ts";
import type {
  LockInput,
  RunOptions,
  SnapshotFilter,
  BackUpInput,
  BackUpResult,
  BackUpRun,
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
export type {
  CopyInput,
  CopyProgress,
  CopyResult,
  SnapshotCopy,
} from "../../engine/copy/copy-result.ts";
export type {
  PruneInput,
  PruneLimits,
  PruneProgress,
  PruneResult,
  PruneStats,
  PruneWay,
} from "../../engine/prune/prune-result.ts";
export type {
  RepairIndexInput,
  RepairIndexResult,
  RepairProgress,
} from "../../engine/repair/repair-index.ts";
export type { RepairPacksInput, RepairPacksResult } from "../../engine/repair/repair-packs.ts";
export type {
  RepairedSnapshot,
  RepairSnapshotsInput,
  RepairSnapshotsResult,
  SnapshotDamage,
} from "../../engine/repair/repair-snapshots.ts";
export type { RewriteInput, RewriteResult, RewrittenSnapshot } from "../../engine/rewrite.ts";
export type { LockInfo } from "../../engine/vault/lock-info.ts";
export type { VaultKey } from "../../engine/vault/keys.ts";
export type { AddKeyInput, ChangePasswordInput } from "./change-password.ts";
export type { DiffCounts, DiffInput, DiffMessage } from "./diff-snapshots.ts";
export type { DrillInput, DrillProgress } from "./drill.ts";
export type { DrillFault, DrillFindings, DrillReport } from "./drill-report.ts";
export type { Dump, DumpInput } from "./dump-path.ts";
export type { FindInput, FindResult } from "./find-entries.ts";
export type { FindObjectsInput, FoundObject } from "./find-objects.ts";
export type { ForgetInput, ForgetResult, ForgottenGroup } from "./forget-snapshots.ts";
export type { KeepPolicy } from "../../engine/snapshot/policy.ts";
export type { ListedKind, ListedObject } from "./list-objects.ts";
export type { LsSort } from "./sort-entries.ts";
export type { HistoryInput, PathHistory, PathVersion } from "./path-history.ts";
export type { TagChange, TagInput } from "./tag-snapshots.ts";
export type { UnlockInput, UnlockResult } from "./unlock-vault.ts";
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

export interface LsInput extends SortInput {
  /** Only these: folders with what is directly in them. */
  readonly paths?: readonly string[];
  /** Also what is below them. */
  readonly recursive?: boolean;
  /** Also the folders on the way to `paths`. */
  readonly withParents?: boolean;
  readonly filter?: SnapshotFilter;
}

/** Which snapshots a search looks through; all when absent. */
export interface SearchedSnapshots {
  readonly snapshots?: readonly string[];
  readonly filter?: SnapshotFilter;
  /** Oldest first. */
  readonly reverse?: boolean;
}

/** Some snapshots, and what they use, or everything. */
export type CheckVaultInput = Omit<CheckInput, "only"> & Omit<SearchedSnapshots, "reverse">;

export interface WithLock {
  readonly lock?: LockInput;
}

export interface CopyFromInput extends CopyInput {
  readonly snapshots?: readonly string[];
  readonly filter?: SnapshotFilter;
  /** For the vault that is read. */
  readonly sourceLock?: LockInput;
}

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
  backUp(input: BackUpInput, run?: BackUpRun): Promise<BackUpResult>;
  restore(input: RestoreInput, run?: RunOptions<RestoreProgress>): Promise<RestoreResult>;
  check(input?: CheckVaultInput, run?: RunOptions<CheckProgress>): Promise<CheckReport>;
  /** Oldest first. */
  snapshots(filter?: SnapshotFilter, run?: RunOptions): Promise<Snapshot[]>;
  /** By id, unique prefix or `latest`; throws `snapshot-unknown` or `snapshot-ambiguous`. */
  snapshot(wanted: string, filter?: SnapshotFilter, run?: RunOptions): Promise<Snapshot>;
  /** `snapshot` may be `snapshot:subfolder`. Depth first, names in byte order, folders before their content, unless sorted otherwise. */
  ls(snapshot: string, input?: LsInput, run?: RunOptions): AsyncIterable<LsEntry>;
  /** The bytes of one file; throws `path-not-in-snapshot`. */
  readFile(
    snapshot: string,
    path: string,
    filter?: SnapshotFilter,
    run?: RunOptions,
  ): AsyncIterable<Uint8Array>;
  /** A file's bytes, or a folder with all below it as an archive; throws `path-not-in-snapshot`, `not-dumpable`. */
  dump(snapshot: string, path: string, input?: DumpInput, run?: RunOptions): Promise<Dump>;
  /** True when its store lets writers overwrite each other, so that one writes at a time. */
  hasOneWriter(run?: RunOptions): Promise<boolean>;
  /** A decoded object, as JSON text or raw bytes (`pack`, `blob`). */
  cat(kind: CatKind, id: string, run?: RunOptions): Promise<Uint8Array>;
  /** The ids of all objects of a kind, as they lie in the store. */
  list(kind: ListedKind, run?: RunOptions): AsyncIterable<ListedObject>;
  stats(input: StatsInput, run?: RunOptions): Promise<VaultStats>;
  /** restic's comparison of two snapshots, each perhaps with `:subfolder`. */
  diff(
    before: string,
    after: string,
    input?: DiffInput,
    run?: RunOptions,
  ): AsyncIterable<DiffMessage>;
  /** Newest snapshot first. */
  find(input: FindInput & SearchedSnapshots, run?: RunOptions): AsyncIterable<FindResult>;
  /** What blobs, trees and packs belong to; newest snapshot first. */
  findObjects(
    input: FindObjectsInput & SearchedSnapshots,
    run?: RunOptions,
  ): AsyncIterable<FoundObject>;
  /** Every version of one path; throws `path-never-kept`. */
  history(
    input: HistoryInput & Pick<SearchedSnapshots, "filter">,
    run?: RunOptions,
  ): Promise<PathHistory>;
  /** Gives the snapshots that changed: each has a new id. */
  tag(input: TagInput, run?: RunOptions): Promise<TagChange[]>;
  /** Writes snapshots anew without what is excluded, or with another host or time. Throws `locked`, `damaged`. */
  rewrite(
    input: RewriteInput & WithLock & Omit<SearchedSnapshots, "reverse">,
    run?: RunOptions<RepairProgress>,
  ): Promise<RewriteResult>;
  /**
   * Removes snapshots by name or by what a policy does not keep; their data stays until `prune`. Throws
   * `no-keep-policy`, `remove-all-of-all`, `nothing-kept`, `locked`.
   */
  forget(input: ForgetInput, run?: RunOptions<PruneProgress>): Promise<ForgetResult>;
  /** Removes what no snapshot needs. Throws `locked`, `damaged`, `blob-missing`; then nothing is lost. */
  prune(input?: PruneInput, run?: RunOptions<PruneProgress>): Promise<PruneResult>;
  /**
   * Copies snapshots of another open vault, and what they need, into this one. Throws `same-vault`,
   * `damaged`, `blob-missing`.
   */
  copyFrom(
    source: Vault,
    input?: CopyFromInput,
    run?: RunOptions<CopyProgress>,
  ): Promise<CopyResult>;
  /** Makes the index agree with the packs. */
  repairIndex(
    input?: RepairIndexInput & WithLock,
    run?: RunOptions<RepairProgress>,
  ): Promise<RepairIndexResult>;
  /** Saves what is whole in damaged packs, given the beginnings of their ids. */
  repairPacks(
    input: RepairPacksInput & WithLock,
    run?: RunOptions<RepairProgress>,
  ): Promise<RepairPacksResult>;
  /** Writes damaged snapshots anew, without what is lost. */
  repairSnapshots(
    input?: RepairSnapshotsInput & WithLock & Omit<SearchedSnapshots, "reverse">,
    run?: RunOptions<RepairProgress>,
  ): Promise<RepairSnapshotsResult>;
  /** Restores a sample and compares it: a sealed report says what came back. Throws `usage`, `snapshot-unknown`. */
  drill(input: DrillInput, run?: RunOptions<DrillProgress>): Promise<DrillReport>;
  /** Reads a drill's report; throws `report-forged` when its seal is not this vault's. */
  verifyDrill(report: string): DrillReport;
  keys(run?: RunOptions): Promise<VaultKey[]>;
  /** Adds a key that opens the vault with another password; gives the new key's id. */
  addKey(password: string, run?: RunOptions, input?: AddKeyInput): Promise<string>;
  /** Removes a key by the beginning of its id; gives the id. Throws `key-in-use`. */
  removeKey(id: string, run?: RunOptions, lock?: LockInput): Promise<string>;
  /** Replaces the key that opened the vault; gives the new key's id. */
  changePassword(password: string, run?: RunOptions, input?: ChangePasswordInput): Promise<string>;
  /** Who uses the vault; `stale`: nobody holds the lock any more. */
  locks(run?: RunOptions): Promise<(LockInfo & { readonly stale: boolean })[]>;
  /** Removes locks whose holders are gone, or all. */
  unlock(input?: UnlockInput, run?: RunOptions): Promise<UnlockResult>;
  close(): Promise<void>;
}
