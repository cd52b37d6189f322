// Writes the manual pages from the registry of commands: dist/man/*.1, and in French dist/man/fr/*.1.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { manPages } from "../src/faces/cli/help/man-page.ts";
import { registry } from "../src/faces/cli/registry/registry.ts";

const root = join(import.meta.dirname, "..");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  version: string;
};

for (const language of ["en", "fr"] as const) {
  const folder = join(root, "dist/man", language === "en" ? "" : language);
  mkdirSync(folder, { recursive: true });
  for (const { file, text } of manPages(registry, version, language)) {
    writeFileSync(join(folder, file), text);
  }
}
