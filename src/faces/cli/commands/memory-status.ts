import { vectorMessages } from "../../../foundation/messages/vector-messages.ts";
import {
  embeddingStatus,
  type ModelStatus,
} from "../../../services/memory/embedding/embedding-status.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { withEmbedder } from "../memory/with-embedder.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatTable } from "../output/table.ts";

/** `restera memory status` */
export async function memoryStatusCommand(context: CommandContext): Promise<number> {
  const { settings, output, text } = context;
  const { database, features, status } = await withEmbedder(context, async (store) => ({
    database: store.database.kind,
    features: await store.dialect.features(store.database.rows),
    status: await embeddingStatus(store),
  }));
  if (settings.json) {
    const models = status.models.map(modelJson);
    output.json({ database, ...features, vectors: status.way, model: status.model, models });
    return exitCodes.done;
  }
  output.line(text(vectorMessages.searchesBy, { ...features, vectors: status.way }));
  if (status.model === undefined) output.note(text(vectorMessages.noEmbedder));
  if (status.models.length > 0) presentModels(status.models, context);
  if (database === "postgres" && status.way === "scan" && status.models.length > 0) {
    output.note(text(vectorMessages.noPgvector));
  }
  return exitCodes.done;
}

function presentModels(models: readonly ModelStatus[], { output, text }: CommandContext): void {
  const number = (message: Parameters<typeof text>[0]) => ({
    title: text(message),
    align: "right" as const,
  });
  const columns = [
    { title: text(vectorMessages.columnModel), shrink: true },
    number(vectorMessages.columnDimension),
    number(vectorMessages.columnEmbedded),
    number(vectorMessages.columnWaiting),
    number(vectorMessages.columnRefused),
    { title: text(vectorMessages.columnState) },
  ];
  const rows = models.map((each) => [
    ...[escapeText(each.model), String(each.dimension ?? ""), String(each.embedded)],
    ...[String(each.waiting), String(each.refused), text(stateOf(each))],
  ]);
  for (const line of formatTable(columns, rows, output.width)) output.line(line);
}

function stateOf({ isReady, isCurrent }: ModelStatus) {
  if (!isCurrent) return vectorMessages.idle;
  return isReady ? vectorMessages.used : vectorMessages.making;
}

function modelJson(each: ModelStatus): object {
  const { model, dimension, isReady, isCurrent, embedded, waiting, refused, vectors } = each;
  return {
    ...{ model, dimension, ready: isReady, current: isCurrent },
    ...{ embedded, waiting, refused, vectors },
  };
}
