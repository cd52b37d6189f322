import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The address of a git working tree's origin, without what is secret in it; null for anything else. */
export async function gitRemote(folder: string): Promise<string | null> {
  const config = await readFile(join(folder, ".git", "config"), "utf8").catch(() => "");
  const [, section = ""] = /\[remote "origin"\]([^[]*)/.exec(config) ?? [];
  const [, url] = /^\s*url\s*=\s*(\S+)\s*$/m.exec(section) ?? [];
  return url?.replace(/^([a-z+]+:\/\/)[^@/]*@/i, "$1") ?? null;
}
