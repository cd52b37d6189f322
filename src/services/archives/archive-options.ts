import type { PortableKey } from "../../engine/portable/portable-key.ts";

/** What long work on an archive takes beside its input. */
export interface ArchiveRun {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ArchiveProgress) => void) | undefined;
}

export interface ArchiveProgress {
  /** Before anything is restored, all of it is checked. */
  readonly phase?: "check" | "restore";
  /** Of the files' content, not of the archive. */
  readonly bytesDone: number;
  /** Absent while it is not known. */
  readonly bytesTotal?: number;
  readonly filesDone: number;
  readonly filesTotal?: number;
  /** Path in the archive. */
  readonly currentFile?: string;
}

/** How to open an encrypted archive, and what is too much. */
export interface ReadArchiveOptions extends ArchiveRun {
  readonly key?: PortableKey | undefined;
  /** More content than this, in bytes, is refused as a bomb. */
  readonly maxContentBytes?: number | undefined;
  /** Numbers of JSON that a double cannot hold stay as they are written (`RawNumber`), for whoever writes them again. */
  readonly exactNumbers?: boolean | undefined;
}
