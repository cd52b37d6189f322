import { readFileSync, statSync } from "node:fs";

const mostBytes = 1 << 20;

/**
 * The text of a settings file: UTF-8 or, with a byte order mark, UTF-16, as some editors and shells write it. Throws what the system says,
 * and in plain words what is no text file of at most 1 MiB: a pipe or a device would never end.
 */
export function readSettingsText(file: string): string {
  const stats = statSync(file);
  if (!stats.isFile() && !stats.isDirectory()) throw new Error("it is no ordinary file");
  if (stats.size > mostBytes) throw new Error("the file is larger than 1 MiB");
  const bytes = readFileSync(file);
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Error("it is no text in UTF-8; save it as UTF-8", { cause: error });
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}
