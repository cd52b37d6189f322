import type { ObjectStore } from "../../../stores/objects/object-store.ts";
import type { ArchiveFormat } from "../archive-metadata.ts";
import { metadataFileName, parseArchiveName } from "../archive-name.ts";

/** Where archives are kept beside this machine; `local` is nowhere else. */
export type CloudProvider = "local" | "aws" | "gcp" | "azure";

/** A cloud as archives use it. */
export interface ArchiveCloud {
  readonly provider: CloudProvider;
  /** `s3://bucket`; what `cloud_path` begins with. */
  readonly url: string;
  readonly store: ObjectStore;
}

/** An archive's file in the cloud. */
export interface CloudArchive {
  readonly backupId: string;
  readonly filename: string;
  readonly format: ArchiveFormat;
  readonly isEncrypted: boolean;
  readonly key: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** The key of its metadata, where they are there. */
  readonly metadataKey?: string;
}

const prefix = "backups/";

/** `backups/<backup_id>/<filename>`, as the documents have it. */
export function archiveKeyOf(backupId: string, filename: string): string {
  return `${prefix}${backupId}/${filename}`;
}

export function metadataKeyOf(backupId: string): string {
  return archiveKeyOf(backupId, metadataFileName(backupId));
}

export function cloudPathOf({ url }: Pick<ArchiveCloud, "url">, key: string): string {
  return `${url.replace(/\/+$/, "")}/${key}`;
}

/**
 * The archives in a cloud by id: those in a folder of their id, and bare ones right below `backups/`, as the SignalTrust guide has
 * them. Anything else there is passed over. Rejects with `StoreError`.
 */
export async function listCloudArchives(
  { store }: Pick<ArchiveCloud, "store">,
  signal?: AbortSignal,
): Promise<Map<string, CloudArchive>> {
  const found = new Map<string, CloudArchive>();
  const metadataKeys = new Map<string, string>();
  for await (const info of store.list(prefix, signal === undefined ? {} : { signal })) {
    const parts = info.key.slice(prefix.length).split("/");
    const filename = parts.at(-1)!;
    const metadataOf = /^(unified_backup_.+)_metadata\.json$/.exec(filename)?.[1];
    if (metadataOf !== undefined) metadataKeys.set(metadataOf, info.key);
    const name = parseArchiveName(filename);
    if (name === undefined || parts.length > 2) continue;
    const isFiled = parts.length === 2 && parts[0] === name.backupId;
    if (!isFiled && parts.length !== 1) continue;
    // A folder of its own wins over a bare file of the same id.
    if (!isFiled && found.has(name.backupId)) continue;
    found.set(name.backupId, {
      ...name,
      filename,
      key: info.key,
      sizeBytes: info.size,
      modifiedMs: info.modified.getTime(),
    });
  }
  for (const [backupId, archive] of found) {
    const metadataKey = metadataKeys.get(backupId);
    if (metadataKey !== undefined) found.set(backupId, { ...archive, metadataKey });
  }
  return found;
}
