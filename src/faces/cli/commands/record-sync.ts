import { recordMessages } from "../../../foundation/messages/record-messages.ts";
import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import {
  syncRecords,
  type SyncInput,
  type SyncResult,
} from "../../../services/records/sync-records.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { createProgress } from "../output/progress.ts";
import { recordPlace, withRecords } from "../records/record-context.ts";
import { UsageError } from "../usage-error.ts";

/** `restera record sync` */
export async function recordSyncCommand(context: CommandContext): Promise<number> {
  const { settings, output, options } = context;
  const [up, down] = [options.flag("up"), options.flag("down")];
  if (up && down) throw new UsageError(recordMessages.oneDirection);
  const collections = options.texts("collection");
  const { places, ...result } = await sync(context, {
    direction: up ? "up" : down ? "down" : "both",
    ...(collections.length > 0 && { collections }),
  });
  if (settings.json) output.json({ message_type: "summary", ...result });
  else present(result, context);
  const { uploaded, downloaded, unchanged, conflicts, problems } = result;
  const seen = uploaded + downloaded + unchanged + conflicts.length + problems.length;
  if (seen === 0) output.note(context.text(recordMessages.noneAnywhere, places));
  if (problems.length > 0) return exitCodes.partly;
  const isUnmerged = conflicts.some(({ resolution }) => resolution === "both-kept");
  return isUnmerged ? exitCodes.conflicts : exitCodes.done;
}

type Synced = SyncResult & { readonly places: { readonly local: string; readonly remote: string } };

async function sync(context: CommandContext, input: SyncInput): Promise<Synced> {
  const { options, signal, text } = context;
  const place = recordPlace(context, options.text("local"));
  const { openRecords } = await import("../../../compose/open-records.ts");
  const local = await openRecords(place.localFolder);
  const display = createProgress(context);
  const started = performance.now();
  const onProgress: SyncInput["onProgress"] = ({ done, total, key }) => {
    const secondsElapsed = (performance.now() - started) / 1000;
    const label = text(recordMessages.syncing);
    display.update({ label, secondsElapsed, done, total, current: key }, () => ({
      ...{ message_type: "status", seconds_elapsed: Math.floor(secondsElapsed), done, total },
    }));
  };
  try {
    return await withRecords(
      context,
      async (remote) => ({
        ...(await syncRecords(local, remote, { ...input, signal, onProgress })),
        places: { local: local.url, remote: remote.url },
      }),
      { compress: options.flag("compress") },
    );
  } finally {
    display.finish();
    await local.close();
  }
}

function present(result: SyncResult, { settings, output, text }: CommandContext): void {
  const { uploaded, downloaded, unchanged, conflicts, problems } = result;
  for (const { key, resolution, keptAs } of conflicts) {
    const isMerged = resolution === "merged";
    const message = isMerged ? recordMessages.conflictMerged : recordMessages.conflictKept;
    output.warn(text(message, { key, kept: keptAs.join(", ") }));
  }
  for (const { key, side, problem } of problems) {
    output.warn(text(recordMessages.problem, { key, side: text(recordMessages[side]), problem }));
  }
  if (problems.length > 0) output.note(text(resultMessages.partlyDone));
  if (!settings.quiet)
    output.line(text(recordMessages.synced, { uploaded, downloaded, unchanged }));
}
