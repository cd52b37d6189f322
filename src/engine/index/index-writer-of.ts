import type { OpenVault } from "../vault/open-vault.ts";
import { IndexWriter } from "./index-writer.ts";

/** An index writer that stores its files in a vault. */
export function indexWriterOf(vault: OpenVault, signal: AbortSignal): IndexWriter {
  const compress = vault.config.version === 2;
  const { objects } = vault;
  return new IndexWriter(
    (bytes) =>
      compress
        ? objects.savePacked("index", bytes, { signal })
        : objects.save("index", bytes, { signal }),
    { compress },
  );
}
