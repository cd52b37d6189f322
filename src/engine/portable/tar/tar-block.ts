/** The unit of a tar file. */
export const blockBytes = 512;

/** Where the checksum of a header lies; it counts as spaces. */
const checksumStart = 148;
const checksumEnd = 156;

/** How many bytes follow a content of this size, up to the next block. */
export function paddingBytes(size: number): number {
  return (blockBytes - (size % blockBytes)) % blockBytes;
}

export function checksumOf(block: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < blockBytes; at++) {
    sum += at >= checksumStart && at < checksumEnd ? 0x20 : block[at]!;
  }
  return sum;
}
