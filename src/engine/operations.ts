import type { Snapshot, SnapshotSummary } from "./snapshot/snapshot.ts";
import type { NodeType } from "./tree/tree-node.ts";

// What goes into the operations on a vault and what comes out: the words of the library, the command line and the services.

/** What every long operation takes: a way to stop it and a way to watch it. */
export interface RunOptions<Progress = never> {
  readonly signal?: AbortSignal;
  /** Called several times a second at most. */
  readonly onProgress?: (progress: Progress) => void;
}

/** Something that could not be read or written; the rest went on. */
export interface Problem {
  /** Path as text; bytes that are not UTF-8 are shown as `\xNN`. */
  readonly path: string;
  readonly during: "scan" | "read" | "restore" | "check";
  readonly problem: string;
  /** Worth a word, but nothing is missing because of it: a socket that cannot be kept. */
  readonly harmless?: boolean;
  /** The vault itself is damaged. */
  readonly damaged?: boolean;
}

/** Which snapshots: by host, by paths (all of them), by tags (restic's meaning). */
export interface SnapshotFilter {
  readonly hosts?: readonly string[];
  readonly paths?: readonly string[];
  /** Each entry is a comma-separated list; a snapshot must have all tags of one entry. */
  readonly tags?: readonly string[];
  /** Only the newest n of each host and paths. */
  readonly latest?: number;
}

export interface BackUpInput {
  readonly paths: readonly (string | Uint8Array)[];
  /** What relative paths start from; the process's own when absent. */
  readonly workingFolder?: string;
  /** The paths that the snapshot names, where those read are only a copy for the moment. */
  readonly pathsShown?: readonly string[];
  readonly tags?: readonly string[];
  readonly host?: string;
  /** RFC 3339; now when absent. */
  readonly time?: string;
  /** Snapshot id, `latest`, or absent: the newest of the same host and paths. */
  readonly parent?: string;
  /** Read every file again. */
  readonly force?: boolean;
  readonly ignoreInode?: boolean;
  readonly ignoreCtime?: boolean;
  readonly withAtime?: boolean;
  readonly skipIfUnchanged?: boolean;
  /** `host,paths` when absent: what a parent must share. */
  readonly groupBy?: string;
  readonly dryRun?: boolean;
  /** `false` switches the check after encoding off. */
  readonly verify?: boolean;
  readonly compression?: "auto" | "off" | "fastest" | "better" | "max";
  /** Target size of a pack in MiB, 4 to 128. */
  readonly packSizeMib?: number;
  readonly lock?: LockInput;
  readonly exclude?: readonly string[];
  readonly iexclude?: readonly string[];
  /** Those of `exclude` that the snapshot names; all of them when absent. restic leaves out what came from files. */
  readonly excludesShown?: readonly string[];
  readonly excludeIfPresent?: readonly string[];
  readonly excludeCaches?: boolean;
  readonly excludeLargerThanBytes?: number;
  readonly oneFileSystem?: boolean;
  /** Folders that are never backed up, whatever else is said (the vault, the keys). */
  readonly neverRead?: readonly (string | Uint8Array)[];
  /** One file made of a stream instead of paths. */
  readonly stdin?: { readonly name: string; readonly stream: AsyncIterable<Uint8Array> };
}

export interface LockInput {
  /** `false`: no lock is taken (`--no-lock`). */
  readonly take?: boolean;
  /** How long to wait for a foreign lock, in milliseconds. */
  readonly retryMs?: number;
}

export interface BackUpProgress {
  readonly secondsElapsed: number;
  readonly filesDone: number;
  readonly bytesDone: number;
  /** Known once scanning is ahead of reading; grows while it is not. */
  readonly filesTotal?: number;
  readonly bytesTotal?: number;
  readonly errors: number;
  readonly currentFiles: readonly string[];
}

/** What became of one file or folder, compared with the parent snapshot. */
export interface BackedUpItem {
  /** In the snapshot. */
  readonly path: string;
  readonly type: "file" | "dir";
  readonly change: "new" | "changed" | "unmodified";
  /** A file's content that the vault did not have, before and after compression; absent where several threads read it. */
  readonly bytesAdded?: number;
  readonly bytesAddedPacked?: number;
}

export interface BackUpRun extends RunOptions<BackUpProgress> {
  /** Asks for every item, which takes its time. */
  readonly onItem?: (item: BackedUpItem) => void;
}

export interface BackUpResult {
  /** Absent on a dry run and when nothing changed and that was to be skipped. */
  readonly snapshot?: Snapshot;
  readonly parent?: Snapshot;
  readonly summary: SnapshotSummary;
  readonly seconds: number;
  readonly problems: readonly Problem[];
}

export interface RestoreInput {
  /** Id, unique prefix, `latest`, or `snapshot:subfolder`. */
  readonly snapshot: string;
  readonly filter?: SnapshotFilter;
  readonly target: string;
  readonly include?: readonly string[];
  readonly iinclude?: readonly string[];
  readonly exclude?: readonly string[];
  readonly iexclude?: readonly string[];
  /** Only extended attributes whose names match, or all others: `user.*`. */
  readonly includeXattr?: readonly string[];
  readonly excludeXattr?: readonly string[];
  readonly overwrite?: "always" | "if-changed" | "if-newer" | "never";
  /** Removes what the snapshot does not have, inside the folders it restores. */
  readonly delete?: boolean;
  readonly dryRun?: boolean;
  /** Reads every restored file again and compares it. */
  readonly verify?: boolean;
  readonly sparse?: boolean;
  /** Owners by number (default when root) or by name, or not at all. */
  readonly owners?: "numbers" | "names" | "skip";
  readonly lock?: LockInput;
}

export interface RestoreProgress {
  readonly secondsElapsed: number;
  readonly filesTotal: number;
  readonly filesDone: number;
  readonly filesSkipped: number;
  readonly filesDeleted: number;
  readonly bytesTotal: number;
  readonly bytesDone: number;
  readonly bytesSkipped: number;
}

export interface RestoreResult extends RestoreProgress {
  readonly snapshot: Snapshot;
  readonly target: string;
  /** What was or would be done, with a hash that names exactly this plan. */
  readonly plan: RestorePlan;
  readonly problems: readonly Problem[];
}

export interface RestorePlan {
  readonly hash: string;
  readonly create: number;
  readonly overwrite: number;
  readonly delete: number;
  readonly skip: number;
  /** Streams every planned action in path order. */
  actions(): Iterable<RestoreAction>;
}

export interface RestoreAction {
  readonly action: "create" | "overwrite" | "delete" | "skip";
  readonly path: string;
  readonly type: NodeType;
  readonly size: number;
  /** What is overwritten is a file, as what is restored. */
  readonly overFile?: boolean;
  /** It was to be overwritten, and had the same content already. */
  readonly isKept?: boolean;
}

export interface CheckInput {
  readonly readData?: boolean;
  /** `n/t`, `x%` or a size such as `500M`, as restic has it. */
  readonly readDataSubset?: string;
  /** Ids: only the trees of these snapshots, and of the packs' data only what they use. */
  readonly only?: ReadonlySet<string>;
  readonly lock?: LockInput;
}

export interface CheckProgress {
  readonly secondsElapsed: number;
  readonly phase: "index" | "packs" | "snapshots" | "data";
  readonly done: number;
  readonly total: number;
}

export interface CheckFinding {
  /** `error`: data is damaged or missing. `hint`: harmless, `prune` or `repair index` clears it. */
  readonly level: "error" | "hint";
  /** What it is about: `pack 1234…`, `index …`, `snapshot …`, `tree …`. */
  readonly object: string;
  readonly problem: string;
  /** There is nothing of it that could be repaired. */
  readonly isMissing?: boolean;
}

export interface CheckReport {
  readonly ok: boolean;
  readonly findings: readonly CheckFinding[];
  readonly snapshots: number;
  /** Those that were not asked for. */
  readonly snapshotsLeftOut: number;
  readonly packs: number;
  readonly packsRead: number;
  readonly bytesRead: number;
  /** Absent where only some snapshots were looked at: others may use them. */
  readonly unusedBlobs?: number;
  readonly seconds: number;
}

/** One line of a listing. */
export interface LsEntry {
  readonly path: string;
  readonly name: string;
  readonly type: NodeType;
  /** Permission bits with setuid, setgid and sticky, as in Unix. */
  readonly permissions: number;
  /** Go's FileMode, as stored. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly user?: string;
  readonly group?: string;
  readonly size: number;
  readonly mtime: string;
  readonly atime: string;
  readonly ctime: string;
  readonly inode: bigint;
  readonly deviceId: bigint;
  /** How many names the file has. */
  readonly links: number;
  readonly linkTarget?: string;
}

export interface StatsInput {
  /** Snapshots to count; all when absent. */
  readonly snapshots?: readonly string[];
  readonly filter?: SnapshotFilter;
  readonly mode: "restore-size" | "files-by-contents" | "blobs-per-file" | "raw-data";
}

export interface VaultStats {
  readonly mode: StatsInput["mode"];
  readonly snapshotsCount: number;
  readonly totalSize: number;
  readonly totalFileCount?: number;
  readonly totalBlobCount?: number;
  readonly totalUncompressedSize?: number;
  readonly compressionRatio?: number;
  /** Share of the data, in percent, that is stored compressed. */
  readonly compressionProgress?: number;
  readonly compressionSpaceSaving?: number;
}
