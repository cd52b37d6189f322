import { setTimeout as sleep } from "node:timers/promises";
import type { MemoryStore } from "../services/memory/memory-store.ts";
import { embedMemories } from "../services/memory/embedding/embed-memories.ts";
import { countWaiting } from "../services/memory/embedding/embedding-status.ts";
import { listModels } from "../services/memory/embedding/memory-models.ts";
import { addTask } from "../services/tasks/add-task.ts";
import { supervise } from "../services/tasks/supervise.ts";
import type { TaskHandlers } from "../services/tasks/task-run.ts";

/** The handler's name of tasks that make vectors: whoever has another model leaves them alone. */
function handlerName({ embedder }: MemoryStore): string {
  return `memory-embed ${embedder?.model ?? ""}`;
}

export interface EmbedInBackgroundOptions {
  readonly signal: AbortSignal;
  /** The embedder or the database could not be used; it is tried again. */
  readonly onProblem?: ((error: unknown) => void) | undefined;
  /** How often new memories are looked for; every two seconds when absent. */
  readonly pollMs?: number | undefined;
}

const defaultPollMs = 2000;
/** So few are done at once; more are a task, to be watched and gone on with by others. */
const fewVersions = 64;
/** What does not work is tried again after longer and longer pauses. */
const longestPauseMs = 300_000;
/** After a task that failed, for all its own attempts, nobody begins another one sooner. */
const restMs = 600_000;
const retries = 2;
const retryDelayMs = 30_000;

/** Makes the vectors that are missing, as a task that is gone on with when it is interrupted. */
export function embedHandlers(store: MemoryStore): TaskHandlers {
  return {
    [handlerName(store)]: async (run) => {
      const { model, versions, embedded, refused } = await embedMemories(store, {
        signal: run.signal,
        onProgress: ({ done, total }) => run.progress({ itemsDone: done, itemsTotal: total }),
      });
      return { model, versions, embedded, refused };
    },
  };
}

/**
 * Looks for memories without vectors until the signal is raised, whoever kept them: a few get theirs at once, for more a task is
 * made, which a supervisor with `embedHandlers` runs. Never throws.
 */
export async function enqueueEmbedding(
  store: MemoryStore,
  { signal, onProblem, pollMs = defaultPollMs }: EmbedInBackgroundOptions,
): Promise<void> {
  for (let failures = 0; !signal.aborted;) {
    try {
      await look(store, signal);
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      onProblem?.(error);
      failures += 1;
    }
    const pauseMs = Math.min(longestPauseMs, pollMs * 2 ** Math.max(0, failures - 1));
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Both in this process: for a program that lets no supervisor run. */
export async function embedInBackground(
  store: MemoryStore,
  options: EmbedInBackgroundOptions,
): Promise<void> {
  const { signal, onProblem } = options;
  await Promise.all([
    enqueueEmbedding(store, options),
    supervise(store.database, {
      ...{ signal, concurrency: 1 },
      ...(onProblem !== undefined && { onProblem }),
      handlers: embedHandlers(store),
    }),
  ]);
}

async function look(store: MemoryStore, signal: AbortSignal): Promise<void> {
  const known = (await listModels(store)).find(({ name }) => name === store.embedder?.model);
  const model = known ?? { doneVersion: 0, isReady: false };
  const waiting = await countWaiting(store, model, fewVersions + 1);
  if (waiting === 0 && model.isReady) return;
  const handler = handlerName(store);
  if (await isInHand(store, handler)) return;
  if (waiting <= fewVersions) {
    await embedMemories(store, { signal });
    return;
  }
  const task = { kind: "memory embed", handler, lane: handler };
  await addTask(store.database, { ...task, input: null, retries, retryDelayMs });
}

/** A task for it waits, runs, or has failed a short while ago. */
async function isInHand({ database, nowMs }: MemoryStore, handler: string): Promise<boolean> {
  const last = await database.rows
    .selectFrom("tasks")
    .select(["state", "finished_ms"])
    .where("handler", "=", handler)
    .orderBy("created_ms", "desc")
    .limit(1)
    .executeTakeFirst();
  if (last === undefined || last.state === "done") return false;
  return last.finished_ms === null || nowMs() - last.finished_ms < restMs;
}
