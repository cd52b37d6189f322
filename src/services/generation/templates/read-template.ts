import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { isSystemError, ResteraError } from "../../../foundation/errors.ts";

const filesAtMost = 1_000;
const bytesAtMost = 50 * 1024 ** 2;

export interface TemplateFile {
  /** Relative, with `/`, places not filled yet. */
  readonly path: string;
  readonly content: Buffer;
  /** Permission bits. */
  readonly mode: number;
}

/** The names of the templates in a folder. */
async function listTemplates(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => entry.name)
    .sort();
}

/**
 * Reads a template: the regular files below a folder; links are passed over, so that nothing outside is copied.
 * Throws `template-unknown`, `template-too-large`.
 */
export async function readTemplate(folder: string, name: string): Promise<TemplateFile[]> {
  const choices = await listTemplates(folder).catch((error: unknown): string[] => {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  });
  if (!choices.includes(name)) {
    throw new ResteraError("template-unknown", {
      template: name,
      path: folder,
      choices: choices.join(", "),
    });
  }
  const root = join(folder, name);
  const files: TemplateFile[] = [];
  let bytes = 0;
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const { size, mode } = await stat(path);
    bytes += size;
    if (files.length >= filesAtMost || bytes > bytesAtMost) {
      const limit = `${filesAtMost} files, ${bytesAtMost} bytes`;
      throw new ResteraError("template-too-large", { path: root, limit });
    }
    const relative = path.slice(root.length + 1).replaceAll("\\", "/");
    files.push({ path: relative, content: await readFile(path), mode: mode & 0o777 });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
