import { formatGoTime } from "../../foundation/go-time.ts";
import type { SnapshotSummary } from "../snapshot/snapshot.ts";
import type { Control } from "../workers/control.ts";
import type { WorkerTotals } from "./messages.ts";
import type { Scheduler } from "./scheduler.ts";

/** What a backup did, from what each of its threads did. */
export function summarizeBackup(
  startedMs: number,
  totals: readonly WorkerTotals[],
  { folders }: Pick<Scheduler, "folders">,
  control: Control,
): SnapshotSummary {
  const sum = (key: keyof WorkerTotals): number => totals.reduce((all, one) => all + one[key], 0);
  return {
    backupStart: formatGoTime(BigInt(startedMs) * 1_000_000n),
    backupEnd: formatGoTime(BigInt(Date.now()) * 1_000_000n),
    filesNew: sum("filesNew"),
    filesChanged: sum("filesChanged"),
    filesUnmodified: sum("filesUnmodified"),
    dirsNew: sum("dirsNew") + folders.dirsNew,
    dirsChanged: sum("dirsChanged") + folders.dirsChanged,
    dirsUnmodified: sum("dirsUnmodified") + folders.dirsUnmodified,
    dataBlobs: sum("dataBlobs"),
    treeBlobs: sum("treeBlobs"),
    dataAdded: sum("dataAdded"),
    dataAddedPacked: sum("dataAddedPacked"),
    totalFilesProcessed: control.total("files"),
    totalBytesProcessed: control.total("bytes"),
  };
}
