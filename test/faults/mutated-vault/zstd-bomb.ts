const magic = 0xfd2fb528;
const windowLog = 20;
const blockBytes = 1 << 17;
const runLengthBlock = 1;

/**
 * A zstd frame (RFC 8878) of zeros, of any length, that is 32,768 times shorter: blocks that repeat one byte,
 * and no word about the length of the whole.
 */
export function zstdBomb(bytes: number): Buffer {
  const blocks = Math.max(1, Math.ceil(bytes / blockBytes));
  const frame = Buffer.alloc(6 + 4 * blocks);
  frame.writeUInt32LE(magic, 0);
  frame[5] = (windowLog - 10) << 3;
  for (let block = 0; block < blocks; block++) {
    const isLast = block === blocks - 1 ? 1 : 0;
    frame.writeUIntLE(isLast | (runLengthBlock << 1) | (blockBytes << 3), 6 + 4 * block, 3);
  }
  return frame;
}
