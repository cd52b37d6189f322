import type { MessageParameters } from "../../../foundation/messages/format-message.ts";

// Control characters, and the invisible ones that reorder or hide text (Unicode "Trojan source").
const unsafe =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Text from outside (a path, a tag, another program's message) made harmless for a terminal:
 * what could move the cursor, hide or reorder text is shown as `\n`, `\x1b` or `\u202e`.
 */
export function escapeText(text: string): string {
  return text.replace(unsafe, (character) => {
    const code = character.charCodeAt(0);
    const hex = code.toString(16);
    return (
      short[character] ?? (code < 256 ? `\\x${hex.padStart(2, "0")}` : `\\u${hex.padStart(4, "0")}`)
    );
  });
}

/** The parameters of a message with every text made harmless. */
export function escaped(parameters: MessageParameters): MessageParameters {
  const shown = Object.entries(parameters).map(([name, value]) => [
    name,
    typeof value === "string" ? escapeText(value) : value,
  ]);
  return Object.fromEntries(shown) as MessageParameters;
}
