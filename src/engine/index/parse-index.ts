import { ResteraError, problemOf } from "../../foundation/errors.ts";
import { decodeHex, decodeHexString, isId } from "../../foundation/hex.ts";
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

/**
 * Reads an index file (restic's "Indexing"). Go's own layout is scanned as bytes, without making an
 * object per blob; any other valid JSON is parsed as such. Throws `damaged` and names `object`.
 */
export function parseIndex(bytes: Buffer, object: string, visitor: IndexVisitor): void {
  const scanned = new IndexScanner(bytes, visitor).scan();
  if (!scanned) parseAnyIndex(bytes, object, visitor);
}

const literal = (text: string): Buffer => Buffer.from(text, "latin1");
const PACKS = literal('"packs":[');
const PACK = literal('{"id":"');
const BLOBS = literal('","blobs":[');
const TYPE = literal('","type":"');
const DATA_OFFSET = literal('data","offset":');
const TREE_OFFSET = literal('tree","offset":');
const LENGTH = literal(',"length":');
const RAW_LENGTH = literal(',"uncompressed_length":');

/** Scans Go's layout twice: first to see that all of it fits, then for the visitor, who so never gets half a file. */
class IndexScanner {
  private readonly bytes: Buffer;
  private visitor: IndexVisitor;
  private readonly target: IndexVisitor;
  private readonly id = new Uint8Array(32);
  private at = 0;

  constructor(bytes: Buffer, visitor: IndexVisitor) {
    this.bytes = bytes;
    this.target = visitor;
    this.visitor = { pack: () => true, blob: () => undefined };
  }

  scan(): boolean {
    const start = this.findPacks();
    if (start < 0) return false;
    for (const visitor of [this.visitor, this.target]) {
      this.visitor = visitor;
      this.at = start;
      if (!this.packs()) return false;
    }
    return true;
  }

  /** Go writes `{"packs":[` or `{"supersedes":[…],"packs":[`. */
  private findPacks(): number {
    const start = this.bytes.subarray(0, 1 << 20).indexOf(PACKS);
    if (start === 1 && this.bytes[0] === 0x7b) return start + PACKS.length;
    const head = this.bytes.toString("latin1", 0, Math.max(start, 0));
    return /^\{"supersedes":\["[0-9a-f",]*"\],$/.test(head) ? start + PACKS.length : -1;
  }

  private packs(): boolean {
    if (this.skip(0x5d)) return this.end();
    do {
      if (!this.expect(PACK)) return false;
      const id = this.bytes.toString("latin1", this.at, this.at + 64);
      if (!isId(id)) return false;
      this.at += 64;
      if (!this.expect(BLOBS) || !this.blobs(this.visitor.pack(id)) || !this.skip(0x7d)) return false;
    } while (this.skip(0x2c));
    return this.skip(0x5d) && this.end();
  }

  private end(): boolean {
    if (!this.skip(0x7d)) return false;
    this.skip(0x0a);
    return this.at === this.bytes.length;
  }

  private blobs(wanted: boolean): boolean {
    if (this.skip(0x5d)) return true;
    do {
      if (!this.blob(wanted)) return false;
    } while (this.skip(0x2c));
    return this.skip(0x5d);
  }

  private blob(wanted: boolean): boolean {
    if (!this.expect(PACK) || this.at + 64 > this.bytes.length || !decodeHex(this.bytes, this.at, this.id)) return false;
    this.at += 64;
    if (!this.expect(TYPE)) return false;
    const type = this.expect(DATA_OFFSET) ? DATA : this.expect(TREE_OFFSET) ? TREE : undefined;
    if (type === undefined) return false;
    const offset = this.number();
    if (!this.expect(LENGTH)) return false;
    const length = this.number();
    const rawLength = this.expect(RAW_LENGTH) ? this.number() : 0;
    if (!isPlace(offset, length, rawLength) || !this.skip(0x7d)) return false;
    if (wanted) this.visitor.blob(type, this.id, offset, length, rawLength);
    return true;
  }

  private number(): number {
    let value = 0;
    const start = this.at;
    for (;;) {
      const digit = this.bytes[this.at]! - 48;
      if (!(digit >= 0 && digit <= 9) || this.at - start > 10) return this.at === start ? -1 : value;
      value = value * 10 + digit;
      this.at++;
    }
  }

  private skip(byte: number): boolean {
    if (this.bytes[this.at] !== byte) return false;
    this.at++;
    return true;
  }

  private expect(text: Buffer): boolean {
    const { bytes, at } = this;
    for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
    this.at += text.length;
    return true;
  }
}

function isPlace(offset: number, length: number, rawLength: number): boolean {
  const whole = Number.isInteger(offset) && Number.isInteger(length) && Number.isInteger(rawLength);
  const bounded = offset >= 0 && length >= MIN_BLOB_BYTES && offset + length <= 0xffff_ffff;
  return whole && bounded && rawLength >= 0 && rawLength <= 0x7fff_ffff;
}

interface JsonBlob {
  readonly id?: unknown;
  readonly type?: unknown;
  readonly offset?: unknown;
  readonly length?: unknown;
  readonly uncompressed_length?: unknown;
}

interface JsonPack {
  readonly id?: unknown;
  readonly blobs?: unknown;
}

function parseAnyIndex(bytes: Buffer, object: string, visitor: IndexVisitor): void {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString("utf8"));
  } catch (cause) {
    throw new ResteraError("damaged", { object, problem: problemOf(cause), cause });
  }
  // The oldest vaults hold the array alone.
  const packs = Array.isArray(json) ? json : ((json as { packs?: unknown } | null)?.packs ?? []);
  if (!Array.isArray(packs)) throw new ResteraError("damaged", { object, problem: "it lists no packs" });
  const id = new Uint8Array(32);
  const checked = (packs as JsonPack[]).map((pack) => checkPack(pack, object));
  for (const { packId, blobs } of checked) {
    if (!visitor.pack(packId)) continue;
    for (const blob of blobs) {
      decodeHexString(blob.id as string, 0, id);
      const type = blob.type === "tree" ? TREE : DATA;
      const rawLength = (blob.uncompressed_length as number | undefined) ?? 0;
      visitor.blob(type, id, blob.offset as number, blob.length as number, rawLength);
    }
  }
}

function checkPack(pack: JsonPack, object: string): { packId: string; blobs: JsonBlob[] } {
  const { id: packId, blobs } = pack ?? {};
  if (typeof packId !== "string" || !isId(packId) || !(Array.isArray(blobs) || blobs === null)) {
    throw new ResteraError("damaged", { object, problem: "a pack in it has no id or no blobs" });
  }
  for (const { id, type, offset, length, uncompressed_length: raw = 0 } of (blobs ?? []) as JsonBlob[]) {
    const named = typeof id === "string" && isId(id) && (type === "data" || type === "tree");
    if (!named || !isPlace(offset as number, length as number, raw as number)) {
      throw new ResteraError("damaged", { object, problem: `a blob of pack ${packId} in it is not valid` });
    }
  }
  return { packId, blobs: (blobs ?? []) as JsonBlob[] };
}
