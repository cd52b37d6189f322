import { resolve } from "node:path";
import { snapshotOfArchive } from "../../../compose/snapshot-archives.ts";
import { archiveCloudMessages } from "../../../foundation/messages/archive-cloud-messages.ts";
import { archiveAt, looksLikeArchive } from "../../../services/archives/archive-at.ts";
import { archiveFolders, whileReading } from "../archives/archive-context.ts";
import { fetchFromCloud } from "../archives/cloud-context.ts";
import { timeText } from "../archives/present-archive.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { withVault } from "../vault-access/open-context-vault.ts";

/** `restera archive import ARCHIVES…` */
export async function archiveImportCommand(context: CommandContext): Promise<number> {
  const { options, output, settings, text } = context;
  const host = options.text("host");
  const naming = { tags: options.texts("tag"), ...(host !== undefined && { host }) };
  await withVault(context, async (vault) => {
    for (const wanted of context.arguments) {
      const archive = await archiveNamed(wanted, context);
      const { snapshot, isNew } = await whileReading(context, (read) =>
        snapshotOfArchive(vault, archive, { ...read, ...naming }),
      );
      const { backup_id: id, timestamp } = archive;
      if (settings.json) {
        const { id: snapshot_id, time, paths } = snapshot;
        output.json({
          message_type: "summary",
          backup_id: id,
          snapshot_id,
          time,
          paths,
          is_new: isNew,
        });
      } else if (!settings.quiet) {
        const message = isNew ? archiveCloudMessages.imported : archiveCloudMessages.importedBefore;
        const short = snapshot.id.slice(0, 8);
        output.line(text(message, { id, snapshot: short, time: timeText(timestamp) }));
      }
    }
  });
  return exitCodes.done;
}

/** By id (fetched when only the cloud has it), `latest`, or the path of a file. */
async function archiveNamed(wanted: string, context: CommandContext) {
  if (looksLikeArchive(wanted)) return await archiveAt(resolve(context.system.cwd, wanted));
  return await fetchFromCloud(archiveFolders(context), wanted, context);
}
