import { isObject } from "../../../foundation/is-object.ts";
import type { ArchiveRun } from "../archive-options.ts";
import type { ListedArchive } from "../archive-metadata.ts";
import { listedArchive, newestFirst } from "../listed-archive.ts";
import { listArchives } from "../list-archives.ts";
import { parsed } from "../read-metadata.ts";
import {
  type ArchiveCloud,
  type CloudArchive,
  cloudPathOf,
  listCloudArchives,
} from "./archive-cloud.ts";

/** A row of what there is, here and in the cloud. */
export interface KnownArchive extends Omit<ListedArchive, "path"> {
  readonly location: "local" | "cloud" | "both";
  /** Absolute; null while it is only in the cloud. */
  readonly path: string | null;
}

const metadataBytesAtMost = 256 << 20;

/**
 * The archives of this machine and of the cloud, newest first. Of those that are only in the cloud, what their metadata
 * there say; these are fetched for at most `limit` rows. Rejects with the store's errors.
 */
export async function allArchives(
  folders: readonly string[],
  cloud: ArchiveCloud | undefined,
  options: Pick<ArchiveRun, "signal"> & { readonly limit?: number } = {},
): Promise<KnownArchive[]> {
  const local = await listArchives(folders);
  const there =
    cloud === undefined
      ? new Map<string, CloudArchive>()
      : await listCloudArchives(cloud, options.signal);
  const known = new Set(local.map(({ backup_id: id }) => id));
  const rows: { row: KnownArchive; only?: CloudArchive }[] = [
    ...local.map((archive) => {
      const other = there.get(archive.backup_id);
      // Another machine's archive of the same second is not this one.
      const isSame = other?.filename === archive.filename && other.sizeBytes === archive.size_bytes;
      const location = isSame ? ("both" as const) : ("local" as const);
      return { row: { ...archive, location } };
    }),
    ...[...there.values()]
      .filter(({ backupId }) => !known.has(backupId))
      .map((only) => ({ row: cloudRow(only, cloud!, {}, false), only })),
  ];
  // By id first, which holds the moment: only rows that are shown need their metadata.
  const sorted = rows.sort((a, b) => newestFirst(asListed(a.row), asListed(b.row)));
  const shown = sorted.slice(0, options.limit ?? sorted.length);
  const full: KnownArchive[] = [];
  for (const { row, only } of shown) {
    full.push(
      only?.metadataKey === undefined ? row : await withMetadata(only, cloud!, options.signal),
    );
  }
  return full;
}

async function withMetadata(
  archive: CloudArchive,
  cloud: ArchiveCloud,
  signal?: AbortSignal,
): Promise<KnownArchive> {
  const said = await cloudMetadata(archive, cloud, signal);
  return cloudRow(archive, cloud, said ?? {}, said !== undefined);
}

/** What is written of an archive in the cloud; undefined when nothing is, or nothing that makes sense. */
export async function cloudMetadata(
  { metadataKey }: Pick<CloudArchive, "metadataKey">,
  { store }: ArchiveCloud,
  signal?: AbortSignal,
): Promise<Record<string, unknown> | undefined> {
  if (metadataKey === undefined) return undefined;
  const { body, size } = await store.get(metadataKey, signal === undefined ? {} : { signal });
  if (size > metadataBytesAtMost) return undefined;
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  const value = parsed(Buffer.concat(parts).toString("utf8"));
  return isObject(value) ? value : undefined;
}

function cloudRow(
  archive: CloudArchive,
  cloud: ArchiveCloud,
  said: Record<string, unknown>,
  hasMetadata: boolean,
): KnownArchive {
  const row = listedArchive({ ...archive, path: "" }, said, hasMetadata);
  return {
    ...row,
    cloud_sync_status: "synced",
    cloud_path: cloudPathOf(cloud, archive.key),
    location: "cloud",
    path: null,
  };
}

function asListed(row: KnownArchive): ListedArchive {
  return { ...row, path: row.path ?? "" };
}
