import { fstatSync, writeSync } from "node:fs";

/**
 * Writes to the file behind a stream, when there is one: all of it or an error. Node's own stream for files takes a short
 * write, which is what a full disk gives first, for a whole one.
 */
export function fileWriter(
  stream: NodeJS.WriteStream,
): ((bytes: Uint8Array | string) => void) | undefined {
  const { fd } = stream as { readonly fd?: unknown };
  if (typeof fd !== "number" || !isFile(fd)) return undefined;
  return (bytes) => {
    const buffer = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
    for (let at = 0; at < buffer.length;) at += writeSync(fd, buffer, at);
  };
}

function isFile(fd: number): boolean {
  try {
    return fstatSync(fd).isFile();
  } catch {
    return false;
  }
}
