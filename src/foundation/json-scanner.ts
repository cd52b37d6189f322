import { isUtf8 } from "node:buffer";

/** A member of the outermost object: where its value lies in the document, in bytes. */
export interface TopMember {
  readonly key: string;
  /** Where its key begins. */
  readonly keyStart: number;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** What a document turned out to be. */
export type JsonKind = "object" | "array" | "other";

// What may come next.
const value = 0;
const valueOrEnd = 1;
const keyOrEnd = 2;
const key = 3;
const colon = 4;
const commaOrEnd = 5;
const nothing = 6;
// Within a token.
const text = 7;
const escape = 8;
const hex = 9;
const word = 10;

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const numberPattern = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** Longer numbers are legal and nobody's. */
const mostWordBytes = 4096;
/** As deep as other readers go; each level costs a byte. */
const mostLevels = 100_000;
const mostKeyBytes = 1 << 20;

/**
 * Checks a JSON document (RFC 8259) of any size as it comes by, without building it: memory is a byte for each open bracket. It can also
 * tell where the members of the outermost object lie. `write` and `end` throw an Error that says what is wrong and at which byte.
 */
export class JsonScanner {
  kind: JsonKind | undefined;
  readonly #onMember: ((member: TopMember) => void) | undefined;
  readonly #open: number[] = [];
  #state = value;
  #inKey = false;
  #word: number[] = [];
  #hexLeft = 0;
  #offset = 0;
  #topKey: number[] | undefined;
  #memberStart = -1;
  #memberKey = "";
  #keyStart = -1;
  #tail = new Uint8Array(0);

  constructor(onMember?: (member: TopMember) => void) {
    this.#onMember = onMember;
  }

  write(bytes: Uint8Array): void {
    this.#checkUtf8(bytes);
    const { length } = bytes;
    for (let at = 0; at < length; at++) {
      // Most of a document is text: one tight loop for it.
      if (this.#state === text && this.#topKey === undefined) {
        while (at < length) {
          const byte = bytes[at]!;
          if (byte === quote || byte === backslash || byte < 0x20) break;
          at += 1;
        }
        if (at === length) break;
      }
      this.#take(bytes[at]!, this.#offset + at);
    }
    this.#offset += length;
  }

  end(): void {
    if (this.#state === word) this.#endWord(this.#offset);
    if (this.#tail.length > 0) throw problemAt("it is not UTF-8", this.#offset);
    if (this.#state !== nothing) throw problemAt("its end is missing", this.#offset);
  }

  #take(byte: number, at: number): void {
    switch (this.#state) {
      case text:
        return this.#inText(byte, at);
      case escape:
        return this.#inEscape(byte, at);
      case hex:
        if (!isHex(byte)) throw problemAt("a wrong escape", at);
        this.#topKey?.push(byte);
        this.#hexLeft -= 1;
        if (this.#hexLeft === 0) this.#state = text;
        return;
      case word:
        if (isWordByte(byte)) return this.#inWord(byte, at);
        this.#endWord(at);
        return this.#take(byte, at);
      default:
        if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) return;
        this.#structure(byte, at);
    }
  }

  #structure(byte: number, at: number): void {
    const state = this.#state;
    if (state === commaOrEnd || state === colon || state === nothing) {
      return this.#between(byte, at);
    }
    if (state === key || state === keyOrEnd) {
      if (byte === quote) return this.#beginText(true, at);
      if (byte === closeBrace && state === keyOrEnd) return this.#close(byte, at);
      throw problemAt("a key is missing", at);
    }
    if (byte === closeBracket && state === valueOrEnd) return this.#close(byte, at);
    this.#beginValue(byte, at);
  }

  #between(byte: number, at: number): void {
    if (this.#state === nothing) throw problemAt("something follows its end", at);
    if (this.#state === colon) {
      if (byte !== 0x3a) throw problemAt("a colon is missing", at);
      this.#state = value;
    } else if (byte === 0x2c) {
      this.#state = this.#open.at(-1) === openBrace ? key : value;
    } else if (byte === closeBrace || byte === closeBracket) {
      this.#close(byte, at);
    } else {
      throw problemAt("a comma is missing", at);
    }
  }

  #beginValue(byte: number, at: number): void {
    const depth = this.#open.length;
    if (depth === 0) {
      this.kind = byte === openBrace ? "object" : byte === openBracket ? "array" : "other";
    }
    if (depth === 1 && this.kind === "object") this.#memberStart = at;
    if (byte === quote) return this.#beginText(false, at);
    if (byte === openBrace || byte === openBracket) {
      if (depth >= mostLevels) throw problemAt("it is nested too deeply", at);
      this.#open.push(byte);
      this.#state = byte === openBrace ? keyOrEnd : valueOrEnd;
      return;
    }
    if (!isWordByte(byte)) throw problemAt("a value is missing", at);
    this.#word = [byte];
    this.#state = word;
  }

  #close(byte: number, at: number): void {
    const opened = this.#open.pop();
    if (opened !== byte - 2) throw problemAt("a bracket does not fit", at);
    this.#endValue(at + 1);
  }

  #endValue(end: number): void {
    const depth = this.#open.length;
    this.#state = depth === 0 ? nothing : commaOrEnd;
    if (depth === 1 && this.kind === "object") {
      this.#onMember?.({
        ...{ key: this.#memberKey, keyStart: this.#keyStart },
        ...{ start: this.#memberStart, end },
      });
    }
  }

  #beginText(inKey: boolean, at: number): void {
    this.#inKey = inKey;
    this.#state = text;
    const isTop = inKey && this.#open.length === 1 && this.#onMember !== undefined;
    this.#topKey = isTop ? [quote] : undefined;
    if (isTop) this.#keyStart = at;
  }

  #inText(byte: number, at: number): void {
    if (byte < 0x20) throw problemAt("a control character in a text", at);
    if (this.#topKey !== undefined) {
      if (this.#topKey.length > mostKeyBytes) throw problemAt("a key is too long", at);
      this.#topKey.push(byte);
    }
    if (byte === backslash) this.#state = escape;
    if (byte !== quote) return;
    if (this.#topKey !== undefined) {
      this.#memberKey = JSON.parse(Buffer.from(this.#topKey).toString()) as string;
      this.#topKey = undefined;
    }
    if (this.#inKey) this.#state = colon;
    else this.#endValue(at + 1);
  }

  #inEscape(byte: number, at: number): void {
    this.#topKey?.push(byte);
    if (byte === 0x75) {
      this.#hexLeft = 4;
      this.#state = hex;
    } else if ('"\\/bfnrt'.includes(String.fromCharCode(byte))) {
      this.#state = text;
    } else {
      throw problemAt("a wrong escape", at);
    }
  }

  #inWord(byte: number, at: number): void {
    if (this.#word.length >= mostWordBytes) throw problemAt("a number is too long", at);
    this.#word.push(byte);
  }

  #endWord(end: number): void {
    const said = String.fromCharCode(...this.#word);
    if (!["true", "false", "null"].includes(said) && !numberPattern.test(said)) {
      throw problemAt("a value is none of JSON", end - this.#word.length);
    }
    this.#endValue(end);
  }

  /** Characters may be cut between two calls. */
  #checkUtf8(bytes: Uint8Array): void {
    const joined = this.#tail.length === 0 ? bytes : Buffer.concat([this.#tail, bytes]);
    const whole = wholeCharacters(joined);
    if (!isUtf8(joined.subarray(0, whole))) throw problemAt("it is not UTF-8", this.#offset);
    this.#tail = joined.slice(whole);
  }
}

/** How many bytes are left when a character that is cut off at the end is left out. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return needed > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function isHex(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}

/** Of numbers and of true, false and null. */
function isWordByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) ||
    byte === 0x2d ||
    byte === 0x2b ||
    byte === 0x2e
  );
}

function problemAt(problem: string, at: number): Error {
  return new Error(`${problem} (at byte ${at})`);
}
