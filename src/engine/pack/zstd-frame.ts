const MAGIC = 0xfd2f_b528;
const CHECKSUM_BYTES = 4;
const BLOCK_HEADER_BYTES = 3;
const RUN = 1;
const RESERVED = 3;
/** By the flags in a frame's header. */
const DICTIONARY_BYTES = [0, 1, 2, 4];
const CONTENT_SIZE_BYTES = [0, 2, 4, 8];

/** True when [at, at + length) is exactly one zstd frame from its beginning to its end (RFC 8878, 3.1.1). What the blocks hold is not looked at. */
export function isOneFrame(bytes: Buffer, at: number, length: number): boolean {
  const end = at + length;
  if (length < 6 || bytes.readUInt32LE(at) !== MAGIC) return false;
  const flags = bytes[at + 4]!;
  const isSingleSegment = (flags & 0x20) !== 0;
  const sizeFlag = flags >> 6;
  const sizeBytes = sizeFlag === 0 && isSingleSegment ? 1 : CONTENT_SIZE_BYTES[sizeFlag]!;
  let next = at + 5 + (isSingleSegment ? 0 : 1) + DICTIONARY_BYTES[flags & 3]! + sizeBytes;
  for (let isLast = false; !isLast;) {
    if (next + BLOCK_HEADER_BYTES > end) return false;
    const header = bytes.readUIntLE(next, BLOCK_HEADER_BYTES);
    const type = (header >> 1) & 3;
    if (type === RESERVED) return false;
    isLast = (header & 1) === 1;
    next += BLOCK_HEADER_BYTES + (type === RUN ? 1 : header >> 3);
  }
  return next + ((flags & 4) === 0 ? 0 : CHECKSUM_BYTES) === end;
}
