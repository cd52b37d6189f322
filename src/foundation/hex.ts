const DIGITS = "0123456789abcdef";

/** Value of each ASCII code as a hexadecimal digit, 255 for everything else. */
const VALUES = new Uint8Array(256).fill(255);
for (let i = 0; i < 16; i++) {
  VALUES[DIGITS.charCodeAt(i)] = i;
}

/** What a character has beyond the 256 that there are values for. */
const BEYOND = 0xff00;
const ID_DIGITS = 64;

/** True for 64 lower-case hexadecimal digits, the form of every id in a vault. */
export function isId(text: string): boolean {
  if (text.length !== ID_DIGITS) return false;
  let wrong = 0;
  for (let i = 0; i < ID_DIGITS; i++) {
    const code = text.charCodeAt(i);
    wrong |= VALUES[code & 255]! | (code & BEYOND);
  }
  return wrong < 16;
}

/** Decodes `out.length` bytes from lower-case hexadecimal digits at `at`; false when one is none. */
export function decodeHex(text: Uint8Array, at: number, out: Uint8Array): boolean {
  let wrong = 0;
  for (let i = 0, p = at; i < out.length; i++, p += 2) {
    const high = VALUES[text[p]!]!;
    const low = VALUES[text[p + 1]!]!;
    wrong |= high | low;
    out[i] = (high << 4) | low;
  }
  return wrong < 16;
}

/** The same from a string. */
export function decodeHexString(text: string, at: number, out: Uint8Array): boolean {
  let wrong = 0;
  for (let i = 0, p = at; i < out.length; i++, p += 2) {
    const first = text.charCodeAt(p);
    const second = text.charCodeAt(p + 1);
    const high = VALUES[first & 255]!;
    const low = VALUES[second & 255]!;
    wrong |= high | low | ((first | second) & BEYOND);
    out[i] = (high << 4) | low;
  }
  return wrong < 16;
}
