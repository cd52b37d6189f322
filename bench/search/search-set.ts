import type { OpenMemory } from "../../src/compose/open-memory.ts";
import type { LabelledSet } from "./labelled-set.ts";
import { depth } from "./quality.ts";

const putAtOnce = 1000;

/** Keeps the documents of a set in a memory that has nothing else. */
export async function fillMemory(memory: OpenMemory, { documents }: LabelledSet): Promise<void> {
  for (let at = 0; at < documents.length; at += putAtOnce) {
    const batch = documents.slice(at, at + putAtOnce).map(({ id, title, text, group }) => ({
      ...{ kind: "document" as const, id, title, text, heroId: group },
    }));
    await memory.put(...batch);
  }
}

/** What our search finds for each query, the best first. */
export async function searchSet(
  memory: OpenMemory,
  { queries }: LabelledSet,
  mode: "text" | "hybrid" | "vector",
): Promise<string[][]> {
  const answers: string[][] = [];
  for (const { query, group } of queries) {
    const hits = await memory.search({ query, hero: group, limit: depth, mode });
    answers.push(hits.map(({ memory: { id } }) => id));
  }
  return answers;
}
