/** What a source is captured with. */
export type SourceKind = "files" | "sqlite" | "http" | "postgres" | "memory";

interface Named {
  /** Letters, digits, `.`, `_`, `-`. */
  readonly name: string;
}

/** Files and folders, by absolute path; `*`, `?`, `**` and `[…]` stand for names. */
export interface FilesSource extends Named {
  readonly kind: "files";
  readonly paths: readonly string[];
}

/** A SQLite database, whoever writes to it meanwhile. */
export interface SqliteSource extends Named {
  readonly kind: "sqlite";
  /** Absolute path. */
  readonly path: string;
}

/** What a web address gives. */
export interface HttpSource extends Named {
  readonly kind: "http";
  readonly url: string;
  /** Absolute path of a file with header lines (`Authorization: Bearer …`): secrets are in files of their own. */
  readonly headersFile?: string;
  /** Without a byte for so long, it failed; a minute when absent. */
  readonly timeoutMs?: number;
}

/** A PostgreSQL database, by `pg_dump`. */
export interface PostgresSource extends Named {
  readonly kind: "postgres";
  /** Without a password: that is in `~/.pgpass` or PGPASSWORD. */
  readonly url: string;
}

/** The memory that Restera keeps, whichever kind of database it is in. */
export interface MemorySource extends Named {
  readonly kind: "memory";
  /** An absolute path, or `postgres://` without a password. */
  readonly url: string;
}

/** A source with a capture of its own; memory is copied by those who know it. */
export type CapturedSource = FilesSource | SqliteSource | HttpSource | PostgresSource;

/** A source that the user named. */
export type ConfiguredSource = CapturedSource | MemorySource;

/** A file and where it goes: the same as what archives take. */
export interface CapturedFile {
  /** Relative, with `/`: `data/ai_hub/x.json`, `sources/NAME/…`. */
  readonly path: string;
  /** Where its bytes are now. */
  readonly file: string;
}

/** What a capture gives. */
export interface Captured {
  readonly isThere: boolean;
  /** What it is at the top. */
  readonly topPaths: readonly string[];
  readonly entries: readonly CapturedFile[];
  readonly problems: readonly {
    readonly path?: string;
    readonly kind: "unreadable" | "missing";
    readonly problem: string;
  }[];
}

/** What a capture takes beside the source. */
export interface CaptureRun {
  /** An empty folder for what has no file of its own; the caller removes it. */
  readonly scratch: string;
  readonly signal?: AbortSignal | undefined;
  /** Absolute paths that are never read, whatever is named: archives, keys. */
  readonly without?: readonly string[] | undefined;
  /** Variables for programs that are started. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

export const nothingThere: Captured = { isThere: false, topPaths: [], entries: [], problems: [] };
