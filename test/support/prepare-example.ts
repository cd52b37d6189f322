import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const root = join(import.meta.dirname, "../..");

/**
 * Copies an example into a folder, where its imports of the package lead to the sources rather than to `dist/`;
 * gives the copy's path. The example is otherwise as it stands.
 */
export function prepareExample(name: string, folder: string): string {
  const text = readFileSync(join(root, "examples", name), "utf8").replaceAll(
    /(["'])restera\/([a-z-]+)\1/g,
    (_, _quote, face: string) => {
      const entry = join(root, "src/faces/library", face, "index.ts");
      return JSON.stringify(pathToFileURL(entry).href);
    },
  );
  const copy = join(folder, name.replace(/\.js$/, ".mjs"));
  writeFileSync(copy, text);
  return copy;
}
