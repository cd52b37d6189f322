import type { CloudProvider } from "./archive-cloud.ts";
import type { KnownArchive } from "./all-archives.ts";
import { type CostEstimate, storageCost } from "./storage-prices.ts";

/** Numbers about all archives; the first four fields are the documents'. */
export interface ArchiveStatistics {
  readonly total_backups: number;
  /** In MiB, as the documents count. */
  readonly total_size_mb: number;
  readonly cloud_synced: number;
  readonly provider: CloudProvider;
  readonly total_size_bytes: number;
  /** Before compression, of the archives that tell. */
  readonly content_size_bytes: number;
  /** Archives' size over their content's, 0.3 for 70 % saved; null while no archive tells. */
  readonly compression_ratio: number | null;
  readonly cloud_pending: number;
  readonly cloud_failed: number;
  /** Archives that are in the cloud only. */
  readonly cloud_only: number;
  readonly latest_backup: string | null;
  readonly oldest_backup: string | null;
  /** For what is kept now, with each of the providers. */
  readonly estimated_costs: readonly CostEstimate[];
}

/** @param archives newest first */
export function archiveStatistics(
  archives: readonly KnownArchive[],
  provider: CloudProvider,
): ArchiveStatistics {
  const total = sum(archives.map(({ size_bytes: size }) => size));
  const telling = archives.filter(({ content_size_bytes: size }) => size !== null && size > 0);
  const content = sum(telling.map(({ content_size_bytes: size }) => size!));
  const packed = sum(telling.map(({ size_bytes: size }) => size));
  const count = (status: string) =>
    archives.filter(({ cloud_sync_status: each }) => each === status).length;
  return {
    total_backups: archives.length,
    total_size_mb: Math.round((total / 2 ** 20) * 100) / 100,
    cloud_synced: count("synced"),
    provider,
    total_size_bytes: total,
    content_size_bytes: content,
    compression_ratio: content === 0 ? null : Math.round((packed / content) * 1000) / 1000,
    cloud_pending: count("pending"),
    cloud_failed: count("failed"),
    cloud_only: archives.filter(({ location }) => location === "cloud").length,
    latest_backup: archives[0]?.timestamp ?? null,
    oldest_backup: archives.at(-1)?.timestamp ?? null,
    estimated_costs: (["aws", "gcp", "azure"] as const).map((each) => storageCost(total, each)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0);
}
