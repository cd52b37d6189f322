import { archiveCloudMessages } from "../../../foundation/messages/archive-cloud-messages.ts";
import { archiveMessages } from "../../../foundation/messages/archive-messages.ts";
import { nouns } from "../../../foundation/messages/nouns.ts";
import { type ArchiveFormat, archiveFormats } from "../../../services/archives/archive-metadata.ts";
import type { ArchiveSource } from "../../../services/archives/archived-source.ts";
import type { CreatedArchive } from "../../../services/archives/create-archive.ts";
import { withDotEnv } from "../../environment/read-dot-env.ts";
import { keysFolder } from "../../environment/restera-home.ts";
import {
  archiveFolders,
  archiveKey,
  sourcesFile,
  whileShown,
} from "../archives/archive-context.ts";
import { syncAfterCreate } from "../archives/sync-after-create.ts";
import { presentSourceProblems } from "../archives/present-archive.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatCount, formatSize } from "../output/format-values.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { UsageError } from "../usage-error.ts";

/** `restera archive create` */
export async function archiveCreateCommand(context: CommandContext): Promise<number> {
  const { settings, output, options } = context;
  if (options.text("from-snapshot") !== undefined && options.texts("source").length > 0) {
    throw new UsageError(archiveCloudMessages.snapshotOrSource);
  }
  const made = await (options.text("from-snapshot") === undefined
    ? ofSources(context)
    : ofSnapshot(context));
  const cloud = await syncAfterCreate(context, made.metadata.backup_id);
  const { path = made.path, ...state } = cloud.state;
  const created = { path, metadata: { ...made.metadata, ...state } };
  const { files: _, ...summary } = created.metadata;
  const code = presentSourceProblems(summary.problems, context);
  if (settings.json) {
    output.json({ message_type: "summary", ...summary, path: created.path });
  } else if (!settings.quiet) {
    presentCreated(created, context);
    if (code === exitCodes.partly) output.warn(context.text(archiveMessages.createdPartly));
  }
  // Whoever counts on the cloud, and looks at nothing but this, has to see it.
  return cloud.isSynced ? code : exitCodes.partly;
}

async function ofSources(context: CommandContext): Promise<CreatedArchive> {
  const { archiveSources } = await import("../../../compose/archive-sources.ts");
  const { options, system } = context;
  const sources = await archiveSources({
    ...{ folder: system.cwd, settingsFile: sourcesFile(context) },
    ...{ names: options.texts("source"), environment: system.environment },
    without: [...archiveFolders(context), keysFolder(system)],
  });
  return await create({ sources }, context);
}

/** The archive has the snapshot's date. */
async function ofSnapshot(context: CommandContext): Promise<CreatedArchive> {
  const { snapshotSource } = await import("../../../compose/snapshot-archives.ts");
  const wanted = context.options.text("from-snapshot")!;
  return await withVault(context, async (vault) => {
    const snapshot = await vault.snapshot(wanted, undefined, { signal: context.signal });
    const sources = [snapshotSource(vault, snapshot)];
    return await create({ sources, time: new Date(snapshot.time) }, context);
  });
}

async function create(
  what: { readonly sources: readonly ArchiveSource[]; readonly time?: Date },
  context: CommandContext,
): Promise<CreatedArchive> {
  const { createArchive } = await import("../../../services/archives/create-archive.ts");
  const format = context.options.choice("format", archiveFormats) ?? defaultFormat(context);
  const [[folder], key] = [archiveFolders(context), await archiveKey(context)];
  return await whileShown(context, "archiving", (run) =>
    createArchive({ ...what, folder, format, key }, run),
  );
}

/** The SignalTrust summary: plain tar when CLOUD_COMPRESS is off. */
function defaultFormat({ system }: CommandContext): ArchiveFormat {
  const { CLOUD_COMPRESS: value } = withDotEnv(system.environment, system.cwd);
  if (!value || /^(true|1|yes|on)$/i.test(value)) return "tar.gz";
  if (/^(false|0|no|off)$/i.test(value)) return "tar";
  throw new UsageError(archiveMessages.compressUnknown, { value });
}

function presentCreated({ path, metadata }: CreatedArchive, context: CommandContext): void {
  const { output, language, text } = context;
  const count = metadata.sources.reduce((sum, { files }) => sum + files, 0);
  output.line(
    text(archiveMessages.created, {
      ...{ id: metadata.backup_id, path },
      files: formatCount(count, nouns.file, language),
      content: formatSize(metadata.content_size_bytes, language),
      size: formatSize(metadata.size_bytes, language),
    }),
  );
}
