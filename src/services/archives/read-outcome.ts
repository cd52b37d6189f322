import type { ArchivedFile } from "./archive-metadata.ts";
import type { FileHashes } from "./open-content.ts";

/** What is known of an archive once all of it was read. */
export interface ReadOutcome {
  readonly hashes: FileHashes;
  /** The list that the archive itself has, of one that is encrypted or a JSON document. */
  manifest?: readonly ArchivedFile[];
}
