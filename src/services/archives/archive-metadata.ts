/** How an archive is written: compressed, plain, or as one JSON document. */
export type ArchiveFormat = "tar.gz" | "tar" | "json.gz";

export const archiveFormats: readonly ArchiveFormat[] = ["tar.gz", "tar", "json.gz"];

/** Whether an archive's bytes are known to be in the cloud, whole: only `synced` says so. */
export type CloudSyncStatus = "pending" | "synced" | "failed";

/** One file in an archive. */
export interface ArchivedFile {
  /** As it is in the archive: relative, with `/`. */
  readonly path: string;
  readonly size_bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** ISO 8601, UTC. */
  readonly modified: string;
  /** Rights, octal: `640`. */
  readonly mode: string;
  /** The source that it belongs to. */
  readonly source: string;
  /** Where its bytes lie in the document, for `json.gz` once decompressed. */
  readonly offset?: number;
  /** In `json.gz`, how they lie there: `text` as they are, `base64` for what is not JSON or was merged. */
  readonly encoding?: "text" | "base64";
}

/** Something about a source that its owner should know. */
export interface ArchiveProblem {
  readonly source: string;
  /** The file, where it is one. */
  readonly path?: string;
  /**
   * `missing`: a configured source is not there. `failed`: it could not be captured. `unreadable`: a part of it could not be read.
   * `changed`: it changed while it was read. `broken-json`: kept byte for byte. `clash`: two files give the same key of `data_sources`.
   */
  readonly kind: "missing" | "failed" | "unreadable" | "changed" | "broken-json" | "clash";
  /** In English. */
  readonly problem: string;
}

/** A source in an archive. */
export interface ArchivedSourceInfo {
  readonly name: string;
  /** `files`, `sqlite`, `http`, `postgres`. */
  readonly kind: string;
  /** Named by the user, not one of the defaults. */
  readonly configured: boolean;
  readonly files: number;
  readonly size_bytes: number;
}

/** `<backup_id>_metadata.json`: the documented fields first, then what Restera adds. */
export interface ArchiveMetadata {
  /** `unified_backup_YYYYMMDD_HHMMSS`, with `_2`, `_3` for further ones of the same second. */
  readonly backup_id: string;
  /** Local time without a zone, with microseconds, as Python's `datetime.isoformat()` writes it. */
  readonly timestamp: string;
  readonly filename: string;
  readonly size_bytes: number;
  /** MD5 of the archive file, hexadecimal. */
  readonly checksum: string;
  readonly format: ArchiveFormat;
  /** What was archived, at the top: `data/ai_hub.json`, `data/ai_hub`. */
  readonly files_backed_up: readonly string[];
  readonly cloud_sync_status: CloudSyncStatus;
  /** `s3://bucket/backups/<backup_id>/<filename>`; null until it is there. */
  readonly cloud_path: string | null;

  /** The same moment with its zone: ISO 8601, UTC. */
  readonly created_at: string;
  /** SHA-256 of the archive file, hexadecimal. */
  readonly sha256: string;
  /** Of all files before compression. */
  readonly content_size_bytes: number;
  readonly sources: readonly ArchivedSourceInfo[];
  readonly problems: readonly ArchiveProblem[];
  /** Of an encrypted archive. */
  readonly encryption?: "age";
  /** Absent when the archive is encrypted: they would tell what is in it, so they are inside. */
  readonly files?: readonly ArchivedFile[];
  /** Fields that another program or a later version wrote are kept. */
  readonly [other: string]: unknown;
}

/** A row of a list: metadata without the files, and where the archive is. What is unknown of a foreign archive is null or absent. */
export interface ListedArchive {
  readonly backup_id: string;
  readonly timestamp: string;
  readonly filename: string;
  readonly size_bytes: number;
  readonly checksum: string | null;
  readonly format: ArchiveFormat;
  readonly files_backed_up: readonly string[];
  readonly cloud_sync_status: CloudSyncStatus;
  readonly cloud_path: string | null;
  readonly created_at: string;
  readonly sha256: string | null;
  readonly content_size_bytes: number | null;
  readonly encryption?: "age";
  readonly sources: readonly ArchivedSourceInfo[];
  readonly problems: readonly ArchiveProblem[];
  /** False when no metadata file stands beside the archive. */
  readonly has_metadata: boolean;
  /** Absolute path of the archive. */
  readonly path: string;
}
