import { readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onStore } from "../engine/vault/uncached-vault.ts";
import type { OpenVault } from "../engine/vault/open-vault.ts";
import { isId } from "../foundation/hex.ts";
import { withReadCache } from "../stores/objects/wrappers/with-read-cache.ts";
import { makeFolders } from "../stores/make-folders.ts";

/** A vault's cache that nobody has used for so long goes. */
const forgottenMs = 30 * 86_400_000;
/** For backup programs: see bford.info/cachedir. */
const tag = "CACHEDIR.TAG";
const tagText = `Signature: 8a477f597d28d172789f06886806bc55
# This file marks a folder of Restera's caches: it can be deleted at any time.
`;

/**
 * Puts a cache of reads in front of a vault that is in a bucket: a folder below `root` by the vault's id. A vault in a folder stays as it
 * is. Where `root` cannot be used, there is no cache, and nothing else is different.
 */
export async function cacheReads(vault: OpenVault, root: string): Promise<OpenVault> {
  if (vault.store.localPath !== undefined) return vault;
  const folder = join(root, vault.config.id);
  try {
    await makeFolders(folder, 0o700);
    await writeFile(join(root, tag), tagText, { flag: "wx", mode: 0o600 }).catch(() => undefined);
    const now = new Date();
    await utimes(folder, now, now);
    await removeForgotten(root, now.getTime() - forgottenMs);
  } catch {
    return vault;
  }
  return onStore(vault, withReadCache(vault.store, { folder }));
}

async function removeForgotten(root: string, beforeMs: number): Promise<void> {
  for (const name of await readdir(root)) {
    if (!isId(name)) continue;
    const path = join(root, name);
    const { mtimeMs } = await stat(path);
    if (mtimeMs < beforeMs) await rm(path, { recursive: true, force: true });
  }
}
