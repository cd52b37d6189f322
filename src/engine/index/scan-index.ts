import { decodeHex, isId } from "../../foundation/hex.ts";
import { type BlobType, DATA, TREE } from "../blob-type.ts";

/** What an index file says, in its order. */
export interface IndexVisitor {
  /** A pack begins; `false` skips its blobs. */
  pack(id: string): boolean;
  /** A blob of that pack. `id` is only valid during the call. */
  blob(type: BlobType, id: Uint8Array, offset: number, length: number, rawLength: number): void;
}

/** The smallest sealed blob: IV and MAC around nothing. */
const MIN_BLOB_BYTES = 32;
/** No piece of the layout is longer; less than this at the end of a window waits for more. */
const LOOK_AHEAD_BYTES = 512;

const literal = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));
const HEAD = literal('{"packs":[');
const OBJECT = literal('{"id":"');
const BLOBS = literal('","blobs":[');
const DATA_TYPE = literal('","type":"data","offset":');
const TREE_TYPE = literal('","type":"tree","offset":');
const LENGTH = literal(',"length":');
const RAW_LENGTH = literal(',"uncompressed_length":');
const TAIL = literal("]}");

const COMMA = 0x2c;
const CLOSE_LIST = 0x5d;
const CLOSE_OBJECT = 0x7d;
const NEWLINE = 0x0a;

/** Where the scanner is in the layout. */
type State = "head" | "pack" | "blobs" | "after-blob" | "after-pack" | "done" | "foreign";

/**
 * Scans the text of an index file in Go's own layout, window by window, without making an object per
 * blob. What has another layout is `foreign`: valid JSON perhaps, for a slower reader.
 */
export class IndexScanner {
  private readonly visitor: IndexVisitor;
  private readonly id = new Uint8Array(32);
  private state: State = "head";
  private wanted = true;
  private bytes!: Uint8Array;
  private at = 0;
  private end = 0;

  constructor(visitor: IndexVisitor) {
    this.visitor = visitor;
  }

  /** Takes the text in [at, end); gives how far it got. What is left belongs before the next window. */
  feed(bytes: Uint8Array, at: number, end: number, last: boolean): number {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
    const safe = last ? end : end - LOOK_AHEAD_BYTES;
    while (this.at < safe && this.state !== "done" && this.state !== "foreign") {
      this.state = this.step();
    }
    if (this.state === "done" && this.bytes[this.at] === NEWLINE && this.at < end) this.at++;
    return this.at;
  }

  /** True when the whole text had the layout. */
  get isWhole(): boolean {
    return this.state === "done" && this.at === this.end;
  }

  /** True once the text is known to be of another layout. */
  get isForeign(): boolean {
    return this.state === "foreign";
  }

  private step(): State {
    switch (this.state) {
      case "head":
        if (!this.expect(HEAD)) return "foreign";
        return this.expect(TAIL) ? "done" : "pack";
      case "pack":
        return this.pack();
      case "blobs":
        return this.blob();
      case "after-blob":
        if (this.skip(COMMA)) return "blobs";
        return this.skip(CLOSE_LIST) && this.skip(CLOSE_OBJECT) ? "after-pack" : "foreign";
      case "after-pack":
        if (this.skip(COMMA)) return "pack";
        return this.expect(TAIL) ? "done" : "foreign";
      default:
        return this.state;
    }
  }

  private pack(): State {
    if (!this.expect(OBJECT) || this.at + 64 > this.end) return "foreign";
    const id = Buffer.from(this.bytes.buffer, this.bytes.byteOffset + this.at, 64).toString(
      "latin1",
    );
    this.at += 64;
    if (!isId(id) || !this.expect(BLOBS)) return "foreign";
    this.wanted = this.visitor.pack(id);
    if (!this.skip(CLOSE_LIST)) return "blobs";
    return this.skip(CLOSE_OBJECT) ? "after-pack" : "foreign";
  }

  private blob(): State {
    if (!this.expect(OBJECT) || this.at + 64 > this.end || !decodeHex(this.bytes, this.at, this.id))
      return "foreign";
    this.at += 64;
    const type = this.expect(DATA_TYPE) ? DATA : this.expect(TREE_TYPE) ? TREE : undefined;
    if (type === undefined) return "foreign";
    const offset = this.number();
    if (!this.expect(LENGTH)) return "foreign";
    const length = this.number();
    const rawLength = this.expect(RAW_LENGTH) ? this.number() : 0;
    if (!isPlace(offset, length, rawLength) || !this.skip(CLOSE_OBJECT)) return "foreign";
    if (this.wanted) this.visitor.blob(type, this.id, offset, length, rawLength);
    return "after-blob";
  }

  private number(): number {
    const { bytes } = this;
    let { at } = this;
    const limit = at + 10;
    let value = 0;
    for (; at < limit; at++) {
      const digit = bytes[at]! - 48;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    const empty = at === this.at;
    this.at = at;
    return empty ? -1 : value;
  }

  private skip(byte: number): boolean {
    if (this.at >= this.end || this.bytes[this.at] !== byte) return false;
    this.at++;
    return true;
  }

  private expect(text: Uint8Array): boolean {
    const { bytes, at } = this;
    if (at + text.length > this.end) return false;
    for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
    this.at = at + text.length;
    return true;
  }
}

/** True for numbers that can be the place of a blob in a pack. */
export function isPlace(offset: number, length: number, rawLength: number): boolean {
  const whole = Number.isInteger(offset) && Number.isInteger(length) && Number.isInteger(rawLength);
  const bounded = offset >= 0 && length >= MIN_BLOB_BYTES && offset + length <= 0xffff_ffff;
  return whole && bounded && rawLength >= 0 && rawLength <= 0x7fff_ffff;
}
