import type { Embedder } from "../../../services/memory/embedding/embedder.ts";
import type { MemoryStore } from "../../../services/memory/memory-store.ts";
import { embedderSettings } from "../../environment/embedder-settings.ts";
import type { CommandContext } from "../command-context.ts";
import { withMemory } from "./memory-context.ts";

/** Runs a command's work with memory and the embedder that the environment names, if it names one. */
export async function withEmbedder<Result>(
  context: CommandContext,
  work: (store: MemoryStore) => Promise<Result>,
): Promise<Result> {
  const embedder = await embedderOf(context);
  return withMemory(context, (store) => work({ ...store, embedder }));
}

/** Throws `setting-missing`, `setting-unknown`. */
export async function embedderOf({
  system,
}: Pick<CommandContext, "system">): Promise<Embedder | undefined> {
  const settings = embedderSettings(system.environment);
  if (settings === undefined) return undefined;
  const { openEmbedder } = await import("../../../compose/open-embedder.ts");
  return openEmbedder(settings);
}
