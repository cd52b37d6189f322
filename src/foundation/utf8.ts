/**
 * The length in bytes (1 to 4) of the UTF-8 sequence that starts at `offset`, or 0 when the bytes there
 * are no valid UTF-8. Overlong forms, surrogates and code points past U+10FFFF are invalid, as in Go's
 * `unicode/utf8` (Unicode 15.0, table 3-7).
 */
function utf8SequenceLength(bytes: Uint8Array, offset: number): 0 | 1 | 2 | 3 | 4 {
  const lead = bytes[offset]!;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const second = bytes[offset + 1] ?? 0;
  if (lead < 0xe0) return isContinuation(second) ? 2 : 0;
  if (second < lowestSecond(lead) || second > highestSecond(lead)) return 0;
  if (!isContinuation(bytes[offset + 2] ?? 0)) return 0;
  if (lead < 0xf0) return 3;
  return isContinuation(bytes[offset + 3] ?? 0) ? 4 : 0;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

function lowestSecond(lead: number): number {
  if (lead === 0xe0) return 0xa0;
  return lead === 0xf0 ? 0x90 : 0x80;
}

function highestSecond(lead: number): number {
  if (lead === 0xed) return 0x9f;
  return lead === 0xf4 ? 0x8f : 0xbf;
}

/**
 * Puts the text of `bytes` together: what is valid UTF-8 goes through `onText` in runs as long as
 * possible, every single byte that is not goes through `onInvalid`, as Go treats such bytes.
 */
export function mapUtf8(
  bytes: Uint8Array,
  onText: (text: string) => string,
  onInvalid: (byte: number) => string,
): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let result = "";
  let start = 0;
  let offset = 0;
  while (offset < bytes.length) {
    const length = utf8SequenceLength(bytes, offset);
    if (length > 0) {
      offset += length;
      continue;
    }
    if (offset > start) result += onText(buffer.toString("utf8", start, offset));
    result += onInvalid(bytes[offset]!);
    offset += 1;
    start = offset;
  }
  if (offset > start) result += onText(buffer.toString("utf8", start, offset));
  return result;
}
