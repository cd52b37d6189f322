import type { TarKind } from "./parse-tar-header.ts";

/** Something in an archive. Its content can be read once, before the next one is asked for. */
export interface StoredFile {
  /** As the archive has it: nothing is known of it yet. */
  readonly path: string;
  readonly kind: TarKind;
  readonly size: number;
  readonly modifiedMs: number;
  readonly mode: number;
  readonly linkTarget: string;
  content(): AsyncIterable<Uint8Array>;
}
