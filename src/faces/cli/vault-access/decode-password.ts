/** The password in a file's or a command's bytes: UTF-8, or UTF-16 with its mark, without space around it. */
export function decodePassword(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const little = first === 0xff && second === 0xfe;
  const big = first === 0xfe && second === 0xff;
  const encoding = little ? "utf-16le" : big ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding).decode(bytes).trim();
}

/**
 * A recovery phrase is recognised however it was copied: in any case, with any space between its 24
 * words. Every other password stays exactly as it is.
 */
export async function normalizePassword(text: string): Promise<string> {
  const words = text.trim().toLowerCase().split(/\s+/);
  if (words.length !== 24 || !words.every((word) => /^[a-z]{3,8}$/.test(word))) {
    return text;
  }
  const [{ validateMnemonic }, { wordlist }] = await Promise.all([
    import("@scure/bip39"),
    import("@scure/bip39/wordlists/english.js"),
  ]);
  const phrase = words.join(" ");
  return validateMnemonic(phrase, wordlist) ? phrase : text;
}
