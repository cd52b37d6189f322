import { posix } from "node:path";
import { ResteraError } from "../../../foundation/errors.ts";
import type { StoredFile } from "./stored-file.ts";

/** More entries than anybody has; each takes memory. */
const mostEntries = 2_000_000;
const mostNameBytes = 4096;

/**
 * Looks at the entries of an archive, one after the other, before anything of it is written: names that lead out of the target, links that do, and what is
 * neither file, folder nor link are refused with `archive-hostile`; what is harmless but cannot be restored with `archive-unsupported`.
 */
export class EntryGate {
  readonly #archive: string;
  readonly #files = new Set<string>();
  readonly #links = new Set<string>();
  #entries = 0;

  constructor(archive: string) {
    this.#archive = archive;
  }

  /** The entry's path below the target, in `/`; empty for the target itself. */
  admit(entry: Pick<StoredFile, "path" | "kind" | "linkTarget">): string {
    this.#entries += 1;
    if (this.#entries > mostEntries) this.#refuse("it has too many entries");
    const path = this.#safePath(entry.path);
    this.#checkKind(entry, path);
    if (path === "" && entry.kind !== "folder") this.#refuse("an entry has no name");
    for (let parent = posix.dirname(path); parent !== "."; parent = posix.dirname(parent)) {
      if (this.#links.has(parent)) this.#refuse(`${entry.path} would be written through a link`);
    }
    if (entry.kind === "file") this.#files.add(path);
    return path;
  }

  #safePath(path: string): string {
    const bytes = Buffer.byteLength(path);
    if (bytes > mostNameBytes) this.#refuse("a name is too long");
    if (path.includes("\0")) this.#refuse("a name has a zero byte");
    if (path.startsWith("/") || /^[A-Za-z]:[\\/]/.test(path) || path.startsWith("\\")) {
      this.#refuse(`${path} is an absolute name`);
    }
    const isWindows = process.platform === "win32";
    const parts = path.split(isWindows ? /[\\/]/ : "/");
    if (parts.includes("..")) this.#refuse(`${path} leads out of the target`);
    // Streams and devices there: `file:stream`, `con`.
    if (isWindows && parts.some((part) => /[:<>"|?*]|^(con|nul|aux|prn)(\.|$)/i.test(part))) {
      this.#refuse(`${path} is no name of a file here`);
    }
    return parts.filter((part) => part !== "" && part !== ".").join("/");
  }

  #checkKind(
    { kind, path: shown, linkTarget }: Pick<StoredFile, "path" | "kind" | "linkTarget">,
    path: string,
  ): void {
    switch (kind) {
      case "file":
      case "folder":
        return;
      case "symlink":
        if (!leadsInside(path, linkTarget)) this.#refuse(`${shown} links out of the target`);
        this.#links.add(path);
        return;
      case "hardlink":
        // Only to what came before, as tar has it: so it is a file of this archive.
        if (!this.#files.has(this.#safePath(linkTarget))) {
          this.#refuse(`${shown} links to what is not in the archive`);
        }
        this.#files.add(path);
        return;
      case "device":
      case "fifo":
        return this.#refuse(`${shown} is a device`);
      case "sparse":
        return this.#unsupported(`${shown} is stored as a sparse file`);
      default:
        return this.#unsupported(`${shown} is of an unknown kind`);
    }
  }

  #refuse(problem: string): never {
    throw new ResteraError("archive-hostile", { archive: this.#archive, problem });
  }

  #unsupported(problem: string): never {
    throw new ResteraError("archive-unsupported", { archive: this.#archive, problem });
  }
}

/**
 * Whether a symbolic link stays inside. Steps up are only taken from its own folder, which is a real one: behind another name
 * they would start wherever a further link leads.
 */
export function leadsInside(path: string, target: string): boolean {
  if (target === "" || target.startsWith("/") || target.includes("\0")) return false;
  if (process.platform === "win32" && /[\\:]/.test(target)) return false;
  const parts = target.split("/").filter((part) => part !== "" && part !== ".");
  const steps = parts.findIndex((part) => part !== "..");
  const up = steps === -1 ? parts.length : steps;
  if (parts.slice(up).includes("..")) return false;
  return up <= path.split("/").length - 1;
}
