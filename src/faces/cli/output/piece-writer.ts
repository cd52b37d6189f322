const PIECE_LENGTH = 65_536;

/** Writes to a stream whose reader may be slow. */
export interface PieceWriter {
  /** False when more should wait for `drain`. */
  write(bytes: Uint8Array | string): boolean;
  /** Gives the stream what is held back. */
  release(): void;
}

/** Puts the lines together that a slow reader has yet to take: Node cannot write millions of pieces at once (`EINVAL`). */
export function pieceWriter(stream: NodeJS.WriteStream): PieceWriter {
  let held = "";
  let isWaiting = false;
  const release = (): void => {
    const piece = held;
    held = "";
    if (piece !== "") stream.write(piece);
  };
  const drained = (): void => {
    isWaiting = false;
    release();
  };
  const write = (bytes: Uint8Array | string): boolean => {
    if (typeof bytes !== "string" || !stream.writableNeedDrain) {
      release();
      return stream.write(bytes);
    }
    if (!isWaiting) stream.once("drain", drained);
    isWaiting = true;
    held += bytes;
    if (held.length > PIECE_LENGTH) release();
    return false;
  };
  return { write, release };
}
