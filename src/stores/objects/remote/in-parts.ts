/** Cuts a stream into parts of exactly `partBytes`, the last one shorter; an empty stream is one empty part. */
export async function* inParts(
  chunks: AsyncIterable<Uint8Array>,
  partBytes: number,
): AsyncGenerator<Uint8Array> {
  let part: Uint8Array | undefined;
  let filled = 0;
  let isFirst = true;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      part ??= Buffer.allocUnsafeSlow(partBytes);
      const taken = Math.min(partBytes - filled, chunk.length - at);
      part.set(chunk.subarray(at, at + taken), filled);
      filled += taken;
      at += taken;
      if (filled < partBytes) continue;
      yield part;
      isFirst = false;
      part = undefined;
      filled = 0;
    }
  }
  if (filled > 0 || isFirst) yield (part ?? new Uint8Array()).subarray(0, filled);
}
