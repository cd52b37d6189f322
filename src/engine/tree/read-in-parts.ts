import { append } from "../../foundation/append.ts";

/** A folder of hundreds of thousands of entries is read in parts of about this much text. */
const PART_BYTES = 1 << 20;
const OPENING = '{"nodes":[';
/** Every node has it after its extended attributes, which are the only other objects with a name. */
const CONTENT = ',"content":';
const NEXT_NODE = '},{"name":';

/**
 * What `read` makes of a tree's text. A large tree is given to it as texts of trees of some of its nodes each, one after the other, so
 * that no more than a part's text and values are there at once; the lists that it makes of them are joined. Throws what `read` throws,
 * which must be a SyntaxError for what is no JSON.
 */
export function readInParts<Item>(
  bytes: Uint8Array,
  read: (text: string) => readonly Item[],
): readonly Item[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const items: Item[] = [];
    for (const text of treeParts(buffer)) append(items, read(text));
    return items;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return read(buffer.toString("utf8"));
  }
}

/**
 * A large tree's text as texts of trees of some of its nodes each. In a tree that somebody wrote otherwise than restic does a cut may be
 * within a node: then the part before it is the first that is no JSON, and all before that is right.
 */
export function* treeParts(bytes: Buffer): Generator<string> {
  let at = 0;
  if (bytes.length > 2 * PART_BYTES && bytes.toString("latin1", 0, OPENING.length) === OPENING) {
    at = OPENING.length;
    for (let end = nextCut(bytes, at); end >= 0; end = nextCut(bytes, at)) {
      yield `${OPENING}${bytes.toString("utf8", at, end)}]}`;
      at = end + 1;
    }
  }
  yield (at > 0 ? OPENING : "") + bytes.toString("utf8", at);
}

/** The comma between two nodes, some way on; -1 when there is none. */
function nextCut(bytes: Buffer, from: number): number {
  const content = bytes.indexOf(CONTENT, from + PART_BYTES);
  const end = content < 0 ? -1 : bytes.indexOf(NEXT_NODE, content);
  return end < 0 ? -1 : end + 1;
}
