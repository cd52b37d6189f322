import { posix } from "node:path";
import type { StoredFile } from "../../../engine/portable/tar/stored-file.ts";
import { ResteraError } from "../../../foundation/errors.ts";

interface Named {
  readonly at: number;
  readonly bytes: number;
  readonly files: number;
}

/** Counts what an archive has. As tar has it, the last entry of a name is the one; a name cannot be a file and a folder as well. */
export class NamesOnce {
  readonly superseded = new Set<number>();
  bytes = 0;
  files = 0;
  /** Whether the last one had a name that was there. */
  isAgain = false;
  readonly #archive: string;
  readonly #named = new Map<string, Named>();
  readonly #folders = new Set<string>();
  readonly #twins = new Set<string>();
  #at = 0;

  constructor(archive: string) {
    this.#archive = archive;
  }

  /** Throws `archive-hostile`. */
  add({ path, kind, size, linkTarget }: StoredFile): void {
    const at = this.#at++;
    const isFolder = kind === "folder";
    this.#addFolders(isFolder ? path : posix.dirname(path));
    if (isFolder) return;
    if (this.#folders.has(path)) this.#refuse(path);
    const before = this.#named.get(path);
    this.isAgain = before !== undefined;
    if (before !== undefined) {
      // Its twin would become one of the later file.
      if (this.#twins.has(path)) this.#refuse(path);
      this.superseded.add(before.at);
      this.bytes -= before.bytes;
      this.files -= before.files;
    }
    const files = kind === "symlink" ? 0 : 1;
    this.#named.set(path, { at, bytes: size, files });
    this.bytes += size;
    this.files += files;
    if (kind === "hardlink") this.#twins.add(posix.normalize(linkTarget));
  }

  #addFolders(path: string): void {
    for (let each = path; each !== "."; each = posix.dirname(each)) {
      if (this.#folders.has(each)) return;
      if (this.#named.has(each)) this.#refuse(each);
      this.#folders.add(each);
    }
  }

  #refuse(path: string): never {
    const problem = `${path} is in it more than once, as different things`;
    throw new ResteraError("archive-hostile", { archive: this.#archive, problem });
  }
}
