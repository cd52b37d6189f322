import { resolve } from "node:path";
import { problemOf } from "../../../foundation/errors.ts";
import { memoryCopyMessages } from "../../../foundation/messages/memory-copy-messages.ts";
import { memoryMessages } from "../../../foundation/messages/memory-messages.ts";
import { indexedFolders } from "../../../services/memory/documents/index-folder.ts";
import type { IndexResult } from "../../../services/memory/documents/index-documents.ts";
import { watchFolder } from "../../../services/memory/documents/watch-folder.ts";
import type { MemoryStore } from "../../../services/memory/memory-store.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { embeddingTeller, troubleTeller } from "../memory/embedding-teller.ts";
import { withEmbedder } from "../memory/with-embedder.ts";
import { UsageError } from "../usage-error.ts";

/** `restera memory watch [FOLDERS…]`: until it is stopped. */
export async function memoryWatchCommand(context: CommandContext): Promise<number> {
  const { output, options, signal, system, text } = context;
  const [name, tags] = [options.text("name"), options.texts("tag")];
  await withEmbedder(context, async (store) => {
    const given = context.arguments.map((folder) => ({
      folder: resolve(system.cwd, folder),
      name,
    }));
    const folders = given.length > 0 ? given : await indexedFolders(store);
    if (folders.length === 0) throw new UsageError(memoryCopyMessages.nothingToWatch);
    if (name !== undefined && given.length !== 1) throw new UsageError(memoryCopyMessages.oneName);
    output.note(text(memoryCopyMessages.watching, { folders: folders.length }));
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    const watching = folders.map((each) =>
      watchFolder(store, {
        ...{ folder: each.folder, name: each.name, tags, signal: either },
        onIndexed: (result) => present(each.folder, result, context),
        onProblem: (error) => {
          const parameters = { path: each.folder, problem: problemOf(error) };
          output.warn(text(memoryCopyMessages.watchProblem, parameters));
        },
      }),
    );
    const embedding = keepEmbedded(store, either, context);
    try {
      await Promise.all(watching);
    } finally {
      stop.abort();
      // Nothing is under way any more when the database is closed.
      await Promise.allSettled([...watching, embedding]);
    }
  });
  return exitCodes.done;
}

/** With an embedder, what is indexed gets its vectors here. */
async function keepEmbedded(
  store: MemoryStore,
  signal: AbortSignal,
  context: CommandContext,
): Promise<void> {
  const { embedder } = store;
  if (embedder === undefined) return;
  const { embedInBackground } = await import("../../../compose/embed-in-background.ts");
  const tell = embeddingTeller(embedder, context);
  const other = troubleTeller(context);
  await embedInBackground(store, { signal, onProblem: (error) => tell(error, other) });
}

function present(
  folder: string,
  { problems, ...counts }: IndexResult,
  { settings, output, text }: CommandContext,
): void {
  if (settings.json) {
    return output.json({ message_type: "indexed", folder, ...counts, problems });
  }
  for (const { path, problem } of problems) {
    output.warn(text(memoryMessages.fileProblem, { path, problem }));
  }
  if (settings.quiet) return;
  const message = counts.documents === 1 ? memoryMessages.indexedOne : memoryMessages.indexed;
  output.line(`${folder}  ${text(message, { ...counts })}`);
}
