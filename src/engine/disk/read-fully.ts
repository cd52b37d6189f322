import { readSync } from "node:fs";

/** Where in a file to read, and how much. */
interface Part {
  readonly position: number;
  readonly length: number;
  /** Stops when so many bytes are there; all of `length` when absent. */
  readonly enough?: number;
}

/** Fills bytes from `at` on with a part of a file; gives how many there were: fewer at its end. Throws what the file system throws. */
export function readFully(
  fd: number,
  bytes: Buffer,
  at: number,
  { position, length, enough = length }: Part,
): number {
  let done = 0;
  while (done < enough) {
    const size = readSync(fd, bytes, at + done, length - done, position + done);
    if (size === 0) break;
    done += size;
  }
  return done;
}
