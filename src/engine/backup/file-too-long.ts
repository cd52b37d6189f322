/** A file's list of chunks is one text in its folder's tree, of 67 bytes for each: more than a thread can write. */
export const MOST_CHUNKS = 3_000_000;

/** Thrown for a file with more than `MOST_CHUNKS`. */
export class FileTooLong extends Error {
  override readonly name = "FileTooLong";
  readonly code = "EFBIG";
  readonly syscall = "read";

  constructor() {
    super("left out, because it has more than 3,000,000 chunks");
  }
}
