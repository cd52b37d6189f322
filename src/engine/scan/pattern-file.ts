import { textOf, toByteText } from "./byte-text.ts";

/** Variables by name, as the caller's environment has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The patterns of an `--exclude-file` or `--include-file`, as restic reads it: a byte order mark
 * decides the encoding, lines are trimmed, empty ones and those starting with `#` dropped, `$NAME`
 * and `${NAME}` replaced (by nothing when unset; `$$` is one dollar). Bytes that are not UTF-8 become
 * lone surrogates, which `compilePatterns` understands.
 */
export function parsePatternFile(bytes: Uint8Array, environment: Environment): string[] {
  return textLines(bytes)
    .map((line) => trimSpace(line))
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => expandVariables(line, environment));
}

/** The lines of a text file in UTF-8 or, with a byte order mark, UTF-16; a final `\r` is dropped. */
export function textLines(bytes: Uint8Array): string[] {
  const lines = decodeText(bytes).split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
}

/** Removes what Go's `unicode.IsSpace` calls white space from both ends. */
export function trimSpace(line: string): string {
  return line.replace(leadingSpace, "").replace(trailingSpace, "");
}

const space = "[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const leadingSpace = new RegExp(`^${space}+`);
const trailingSpace = new RegExp(`(?<!${space})${space}+$`);

function decodeText(bytes: Uint8Array): string {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  const hasMark = first === 0xef && second === 0xbb && third === 0xbf;
  return textOf(toByteText(hasMark ? bytes.subarray(3) : bytes));
}

/**
 * Go's `os.Expand`: `$NAME`, `${NAME}` and the shell's one-character variables. A dollar before
 * anything else stays; `${` without its end and `${}` disappear.
 */
function expandVariables(line: string, environment: Environment): string {
  return line.replace(
    /\$(?:\{([^}]*)\}|(\{)|([A-Za-z_]\w*|[*#$@!?0-9]))/g,
    (_whole, braced?: string, unclosed?: string, bare?: string) => {
      const name = unclosed === undefined ? (braced ?? bare ?? "") : "";
      if (name === "$") return "$";
      return Object.hasOwn(environment, name) ? (environment[name] ?? "") : "";
    },
  );
}
