import { nouns } from "../../../foundation/messages/nouns.ts";
import { memoryCopyMessages } from "../../../foundation/messages/memory-copy-messages.ts";
import { forgetMessages } from "../../../foundation/messages/forget-messages.ts";
import { planForget } from "../../../services/snapshots/forget-snapshots.ts";
import type {
  ForgetResult,
  KeepPolicy,
  Snapshot,
  Vault,
} from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { formatCount } from "../output/format-values.ts";
import { lockInput } from "../vault-access/vault-options.ts";
import { shortId } from "./snapshot-json.ts";

type Removed = Pick<ForgetResult, "removed" | "failed"> & { readonly kept: number };

/** Removes what a policy does not keep of the snapshots of the same host and the very same paths. */
export async function removeOlder(
  vault: Vault,
  { hostname, paths }: Snapshot,
  policy: KeepPolicy,
  context: CommandContext,
): Promise<Removed> {
  const { signal } = context;
  const found = await vault.snapshots({ hosts: [hostname], paths }, { signal });
  const key = [...paths].sort().join("\n");
  const same = found.filter((each) => [...each.paths].sort().join("\n") === key);
  const [group] = planForget(same, { policy, groupBy: "" });
  const snapshots = (group?.remove ?? []).map(({ id }) => id);
  const kept = group?.keep.length ?? 0;
  if (snapshots.length === 0) return { removed: [], failed: [], kept };
  const { removed, failed } = await vault.forget(
    { snapshots, lock: lockInput(context) },
    { signal },
  );
  return { removed, failed, kept };
}

export function presentRemoved(
  { removed, failed, kept }: Removed,
  { settings, output, language, text }: CommandContext,
): void {
  for (const { snapshot, problem } of failed) {
    output.warn(text(forgetMessages.notRemoved, { id: shortId(snapshot.id), problem }));
  }
  if (settings.json) {
    output.json({ message_type: "forgotten", kept, removed: removed.map(({ id }) => id) });
  } else if (!settings.quiet && removed.length > 0) {
    const snapshots = formatCount(removed.length, nouns.snapshot, language);
    output.line(text(memoryCopyMessages.olderRemoved, { snapshots, kept }));
  }
}
