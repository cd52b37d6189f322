import type { MemoryStore } from "../memory-store.ts";
import { keepDimension, keepModel, listModels } from "./memory-models.ts";
import { relinkVectors } from "./version-pages.ts";

/**
 * Copies the vectors of all models into another database whose memories are the same, so that no embedder has to make them again.
 * Vectors that are there already stay; stopped anywhere it can be run again.
 */
export async function copyVectors(
  source: MemoryStore,
  target: MemoryStore,
  signal?: AbortSignal,
): Promise<number> {
  let copied = 0;
  for (const model of (await listModels(source)).reverse()) {
    if (model.dimension === undefined) continue;
    const kept = await keepModel(target, model.name);
    await keepDimension(target, kept, model.dimension);
    for (let last = 0; ;) {
      signal?.throwIfAborted();
      const page = await source.vectors.read(source.database.rows, model.number, last);
      if (page.length === 0) break;
      await target.database.write(async (rows) => {
        await target.dialect.begin(rows);
        await target.vectors.keep(rows, kept.number, page);
      });
      copied += page.length;
      last = page.at(-1)!.number;
    }
  }
  await relinkVectors(target, signal);
  for (const { number, dimension } of await listModels(target)) {
    if (dimension !== undefined) await target.vectors.prepare(target.database, number, dimension);
  }
  await target.vectors.tidy(target.database);
  return copied;
}
