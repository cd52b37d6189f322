import { resolve } from "node:path";
import type { BackupDestination } from "../services/projects/backups/backup-destination.ts";
import { parseStoreUrl } from "../stores/objects/parse-store-url.ts";
import type { StoreSettings } from "../stores/objects/store-settings.ts";
import { openObjectStore } from "./open-object-store.ts";

/** Runs work with the stores of some places open: folders, and addresses of buckets. Throws `usage` for what is no address. */
export async function withBackupDestinations<Result>(
  places: readonly string[],
  {
    isDefault,
    stores,
  }: {
    /** Nobody named them, so that the folders above may be made as well. */
    readonly isDefault: boolean;
    readonly stores?: StoreSettings | undefined;
  },
  work: (destinations: readonly BackupDestination[]) => Promise<Result>,
): Promise<Result> {
  const opened: BackupDestination[] = [];
  try {
    for (const url of new Set(places)) {
      const address = parseStoreUrl(url);
      const folder = address.kind === "local" ? resolve(address.folder) : undefined;
      opened.push({ url, folder, isDefault, store: await openObjectStore(url, stores) });
    }
    return await work(opened);
  } finally {
    for (const { store } of opened) await store.close();
  }
}
