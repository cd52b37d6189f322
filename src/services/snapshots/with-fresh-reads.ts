import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OpenVault } from "../../engine/vault/open-vault.ts";
import { onStore, uncachedVault } from "../../engine/vault/uncached-vault.ts";
import { withReadCache } from "../../stores/objects/wrappers/with-read-cache.ts";

/**
 * Works on the vault as its store holds it now, for whoever looks for damage: what earlier runs kept is not believed. Of a bucket,
 * what is read is kept for this work alone, so that each pack with trees is fetched once and not once for each tree.
 */
export async function withFreshReads<Result>(
  vault: OpenVault,
  work: (vault: OpenVault) => Promise<Result>,
): Promise<Result> {
  const uncached = uncachedVault(vault);
  if (uncached.store.localPath !== undefined) return work(uncached);
  const folder = await mkdtemp(join(tmpdir(), "restera-check-"));
  try {
    return await work(onStore(uncached, withReadCache(uncached.store, { folder })));
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
