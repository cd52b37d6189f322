import { archiveCloudMessages } from "../../../foundation/messages/archive-cloud-messages.ts";
import type { ArchiveMetadata } from "../../../services/archives/archive-metadata.ts";
import { archiveSettings } from "../../environment/archive-settings.ts";
import { cloudProvider } from "../../environment/open-archive-cloud.ts";
import type { CommandContext } from "../command-context.ts";
import { archiveFolders, whileShown } from "./archive-context.ts";
import { cloudProblem } from "./cloud-problem.ts";
import { archiveEnvironment, withArchiveCloud } from "./cloud-context.ts";

type CloudState = Partial<
  Pick<ArchiveMetadata, "backup_id" | "filename" | "cloud_sync_status" | "cloud_path">
> & { readonly path?: string };

/** What became of an archive that was just made. */
export interface AfterCreate {
  readonly state: CloudState;
  /** False when something that should be in the cloud is not. */
  readonly isSynced: boolean;
}

/**
 * Uploads what the cloud lacks once an archive is made, unless CLOUD_AUTO_SYNC is off or there is no cloud; gives what became
 * of this one. A cloud that fails is a warning: the archive is made, and the next sync goes on.
 */
export async function syncAfterCreate(
  context: CommandContext,
  backupId: string,
): Promise<AfterCreate> {
  const environment = archiveEnvironment(context);
  if (cloudProvider(environment) === "local" || !archiveSettings(environment).autoSync) {
    return { state: {}, isSynced: true };
  }
  const { output, text, signal } = context;
  const { syncArchives } = await import("../../../services/archives/cloud/sync-archives.ts");
  const { findArchive } = await import("../../../services/archives/list-archives.ts");
  const folders = archiveFolders(context);
  let id = backupId;
  let isSynced = false;
  try {
    const { failed, pending, renamed } = await withArchiveCloud(context, (cloud) =>
      whileShown(context, "uploading", (run) => syncArchives(folders, cloud, run)),
    );
    for (const { backup_id: id, problem } of failed) {
      output.warn(text(archiveCloudMessages.notSynced, { id, problem }));
    }
    isSynced = failed.length === 0 && pending.length === 0;
    id = renamed.find(({ from }) => from === backupId)?.to ?? backupId;
  } catch (error) {
    if (signal.aborted) throw error;
    const problem = cloudProblem(error, context);
    output.warn(text(archiveCloudMessages.notSynced, { id: backupId, problem }));
  }
  const now = await findArchive(folders, id);
  const { backup_id, filename, cloud_sync_status, cloud_path, path } = now;
  return { state: { backup_id, filename, cloud_sync_status, cloud_path, path }, isSynced };
}
