import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { isSystemError } from "../../../foundation/errors.ts";
import { readRequest } from "../request/read-request.ts";

const wordsAtMost = 4;

/** A name for a project, of the words that matter in its request: `rest-api-invoice-customer`. */
export function projectName(request: string): string {
  const facts = readRequest(String(request ?? ""));
  const telling = [...facts.technologies, ...facts.artefacts, ...facts.topics];
  const wanted = new Set((telling.length > 0 ? telling : facts.words).map(slugOf).filter(Boolean));
  const inOrder = [...new Set(facts.words.map(slugOf))].filter((word) => wanted.has(word));
  const name = (inOrder.length > 0 ? inOrder : [...wanted]).slice(0, wordsAtMost).join("-");
  return name === "" ? "project" : name.slice(0, 60).replace(/-$/, "");
}

/** Letters, digits and hyphens: a name that files, packages and identifiers can have. */
export function slugOf(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}

/**
 * The first name that nothing has yet: `name`, or `name-2`, `name-3`, …; gives its path. It is not made here, so that a
 * generator that makes nothing leaves nothing.
 * @param taken paths that were given and are not made yet; this one is added
 */
export async function newProjectFolder(
  base: string,
  name: string,
  taken: Set<string>,
): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const folder = join(base, attempt === 1 ? name : `${name}-${attempt}`);
    if (!taken.has(folder)) {
      taken.add(folder);
      if (!(await isThere(folder))) return folder;
      taken.delete(folder);
    }
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return false;
    throw error;
  }
}
