import { changeMessages } from "../../../foundation/messages/change-messages.ts";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import type { FindInput, SearchedSnapshots } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { parseResticTime } from "../parse/parse-restic-time.ts";
import { refuseBeside, refuseIdle } from "../parse/refuse-idle.ts";
import { UsageError } from "../usage-error.ts";
import { withVault } from "../vault-access/open-context-vault.ts";
import { presentFound, presentFoundObjects } from "./present-found.ts";
import { snapshotFilter } from "./snapshot-filter.ts";

const kinds = ["blob", "tree", "pack"] as const;
/** What is about names and files, and not about objects. */
const ofNames = ["ignore-case", "oldest", "newest", "long", "human-readable"];

/** `restera find PATTERNS…` */
export async function findCommand(context: CommandContext): Promise<number> {
  const { options, signal } = context;
  const chosen = kinds.filter((kind) => options.flag(kind));
  const [kind] = chosen;
  if (chosen.length > 1) {
    throw new UsageError(changeMessages.oneKind);
  }
  if (kind === undefined) refuseIdle(options, ["show-pack-id"], "blob");
  else refuseBeside(options, ofNames, kind);
  refuseBeside(options, ["show-pack-id"], "pack");
  refuseIdle(options, ["human-readable"], "long");
  const where = searched(context);
  if (kind !== undefined) {
    const input = { kind, ids: context.arguments, ...where };
    await withVault(context, (vault) =>
      presentFoundObjects(vault.findObjects(input, { signal }), context),
    );
  } else {
    const input = { ...findInput(context), ...where };
    await withVault(context, (vault) => presentFound(vault.find(input, { signal }), context));
  }
  return exitCodes.done;
}

function findInput(context: CommandContext): FindInput {
  const oldest = timeOption(context, "oldest");
  const newest = timeOption(context, "newest");
  return {
    patterns: context.arguments,
    ...(context.options.flag("ignore-case") ? { ignoreCase: true } : {}),
    ...(oldest === undefined ? {} : { oldest }),
    ...(newest === undefined ? {} : { newest }),
  };
}

function searched(context: CommandContext): SearchedSnapshots {
  const { options } = context;
  const snapshots = options.texts("snapshot");
  return {
    filter: snapshotFilter(context),
    ...(snapshots.length > 0 ? { snapshots } : {}),
    ...(options.flag("reverse") ? { reverse: true } : {}),
  };
}

function timeOption({ options }: CommandContext, name: string): string | undefined {
  const given = options.text(name);
  const time = given === undefined ? undefined : parseResticTime(given);
  if (given !== undefined && time === undefined) {
    throw new UsageError(cliMessages.badValue, { option: `--${name}`, value: given });
  }
  return time;
}
