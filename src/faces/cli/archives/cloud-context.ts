import { archiveCloudMessages } from "../../../foundation/messages/archive-cloud-messages.ts";
import { allArchives, type KnownArchive } from "../../../services/archives/cloud/all-archives.ts";
import type { ListedArchive } from "../../../services/archives/archive-metadata.ts";
import { fetchArchive } from "../../../services/archives/cloud/download-archive.ts";
import type { ArchiveCloud } from "../../../services/archives/cloud/archive-cloud.ts";
import type { Environment } from "../../environment/cloud-credentials.ts";
import { isEnvTracked } from "../../environment/is-env-tracked.ts";
import { openArchiveCloud } from "../../environment/open-archive-cloud.ts";
import { withDotEnv } from "../../environment/read-dot-env.ts";
import type { CommandContext } from "../command-context.ts";
import { cloudProblem } from "./cloud-problem.ts";

/** The variables that say where archives go: those of the process, and of `.env` in this folder. */
export function archiveEnvironment({ system }: CommandContext): Environment {
  return withDotEnv(system.environment, system.cwd);
}

/** Opens the cloud that the variables name for a piece of work; undefined for `local`. */
export async function withArchiveCloud<Result>(
  context: CommandContext,
  work: (cloud: ArchiveCloud | undefined) => Promise<Result>,
): Promise<Result> {
  const { output, text, system } = context;
  if (await isEnvTracked(system.cwd)) output.warn(text(archiveCloudMessages.envTracked));
  const cloud = await openArchiveCloud(archiveEnvironment(context));
  try {
    return await work(cloud);
  } finally {
    await cloud?.store.close();
  }
}

/** An archive by its id, fetched when only the cloud has it. Throws `archive-unknown`. */
export async function fetchFromCloud(
  folders: readonly [string, ...string[]],
  wanted: string,
  context: CommandContext,
): Promise<ListedArchive> {
  return await withArchiveCloud(context, (cloud) =>
    fetchArchive(folders, wanted, cloud, { signal: context.signal }),
  );
}

/** What there is here and in the cloud; when that does not answer, what is here, and a warning. */
export async function knownArchives(
  folders: readonly string[],
  cloud: ArchiveCloud | undefined,
  context: CommandContext,
): Promise<KnownArchive[]> {
  const { signal, output, text } = context;
  try {
    return await allArchives(folders, cloud, { signal });
  } catch (error) {
    if (signal.aborted || cloud === undefined) throw error;
    output.warn(text(archiveCloudMessages.cloudSilent, { problem: cloudProblem(error, context) }));
    return await allArchives(folders, undefined, { signal });
  }
}
