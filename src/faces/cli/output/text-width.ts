const zeroWidth = /\p{M}|\p{Cf}/u;

// Wide and full-width blocks of Unicode's East Asian Width, and emoji.
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;

/** Columns that a text takes on a terminal. */
export function textWidth(text: string): number {
  // oxlint-disable-next-line no-control-regex
  if (/^[\x20-\x7e]*$/.test(text)) {
    return text.length;
  }
  let width = 0;
  for (const character of text) {
    width += characterWidth(character);
  }
  return width;
}

function characterWidth(character: string): number {
  if (zeroWidth.test(character)) {
    return 0;
  }
  return wide.test(character) ? 2 : 1;
}

/** Fills with spaces up to a width. */
export function padText(text: string, width: number, side: "left" | "right" = "left"): string {
  const space = " ".repeat(Math.max(0, width - textWidth(text)));
  return side === "left" ? text + space : space + text;
}

/** The text, or its start and end with `…` between, in at most `width` columns. */
export function shortenText(text: string, width: number): string {
  if (textWidth(text) <= width) {
    return text;
  }
  if (width < 2) {
    return width === 1 ? "…" : "";
  }
  const characters = Array.from(text);
  const endWidth = Math.floor((width - 1) * 0.6);
  const end = takeWidth(characters.toReversed(), endWidth).toReversed();
  const start = takeWidth(characters, width - 1 - textWidth(end.join("")));
  return `${start.join("")}…${end.join("")}`;
}

/** Leading characters that fit a width. */
function takeWidth(characters: readonly string[], width: number): string[] {
  const taken: string[] = [];
  let left = width;
  for (const character of characters) {
    left -= characterWidth(character);
    if (left < 0) {
      break;
    }
    taken.push(character);
  }
  return taken;
}

// French sets some punctuation apart with a space that no line may break at.
const breakable = /(?<!«) (?![;:!?»])/;

/** Breaks a paragraph at spaces into lines of at most `width` columns. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.split(breakable)) {
      if (line !== "" && textWidth(line) + 1 + textWidth(word) > width) {
        lines.push(line);
        line = word;
      } else {
        line = line === "" ? word : `${line} ${word}`;
      }
    }
    lines.push(line);
  }
  return lines;
}
