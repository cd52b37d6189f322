import { problemOf } from "../../../foundation/errors.ts";
import { archiveCloudMessages } from "../../../foundation/messages/archive-cloud-messages.ts";
import type { ArchiveMetadata } from "../../../services/archives/archive-metadata.ts";
import { archiveSettings } from "../../environment/archive-settings.ts";
import { cloudProvider } from "../../environment/open-archive-cloud.ts";
import type { CommandContext } from "../command-context.ts";
import { archiveFolders, whileShown } from "./archive-context.ts";
import { archiveEnvironment, withArchiveCloud } from "./cloud-context.ts";

type CloudState = Partial<
  Pick<ArchiveMetadata, "backup_id" | "filename" | "cloud_sync_status" | "cloud_path">
> & { readonly path?: string };

/**
 * Uploads what the cloud lacks once an archive is made, unless CLOUD_AUTO_SYNC is off or there is no cloud; gives what became
 * of this one. A cloud that fails is a warning: the archive is made, and the next sync goes on.
 */
export async function syncAfterCreate(
  context: CommandContext,
  backupId: string,
): Promise<CloudState> {
  const environment = archiveEnvironment(context);
  if (cloudProvider(environment) === "local" || !archiveSettings(environment).autoSync) return {};
  const { output, text, signal } = context;
  const { syncArchives } = await import("../../../services/archives/cloud/sync-archives.ts");
  const { findArchive } = await import("../../../services/archives/list-archives.ts");
  const folders = archiveFolders(context);
  let id = backupId;
  try {
    const { failed, renamed } = await withArchiveCloud(context, (cloud) =>
      whileShown(context, "uploading", (run) => syncArchives(folders, cloud, run)),
    );
    for (const { backup_id: id, problem } of failed) {
      output.warn(text(archiveCloudMessages.notSynced, { id, problem }));
    }
    id = renamed.find(({ from }) => from === backupId)?.to ?? backupId;
  } catch (error) {
    if (signal.aborted) throw error;
    const problem = problemOf(error);
    output.warn(text(archiveCloudMessages.notSynced, { id: backupId, problem }));
  }
  const now = await findArchive(folders, id);
  const { backup_id, filename, cloud_sync_status, cloud_path, path } = now;
  return { backup_id, filename, cloud_sync_status, cloud_path, path };
}
