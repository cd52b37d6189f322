import { memoryMessages } from "../../../foundation/messages/memory-messages.ts";
import type { ChangeOutcome } from "../../../services/memory/change-memories.ts";
import type { MemoryStore } from "../../../services/memory/memory-store.ts";
import type { MemoryKind } from "../../../services/memory/memory.ts";
import { findMemory } from "../../../services/memory/read-memories.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { memoryJson } from "./memory-json.ts";

/** What became of a memory that was given. */
export async function presentKept(
  store: MemoryStore,
  { kind, id }: { readonly kind: MemoryKind; readonly id: string },
  outcome: ChangeOutcome,
  { settings, output, text }: CommandContext,
): Promise<number> {
  if (settings.json) {
    output.json({ outcome, ...memoryJson(await findMemory(store, kind, id)) });
  } else if (!settings.quiet) {
    const messages = { unchanged: memoryMessages.same, changed: memoryMessages.changed };
    const message =
      outcome === "unchanged" || outcome === "changed" ? messages[outcome] : memoryMessages.kept;
    output.line(text(message, { kind: text(memoryMessages[kind]), id }));
  }
  return exitCodes.done;
}
