import { ResteraError } from "../../foundation/errors.ts";
import { changeMemories } from "./change-memories.ts";
import { addHeroMemory, removeHeroMemory } from "./heroes.ts";
import type { MemoryStore } from "./memory-store.ts";
import type { Memory, MemoryKind, NewMemory } from "./memory.ts";
import type { MemoryChange } from "./prepare-changes.ts";
import { memoryVersions } from "./read-memories.ts";

/** In one transaction. */
const undoneAtOnce = 500;

/** Lets a memory be found no more. It stays in its history, and can be undone. Throws `memory-unknown`. */
export async function forgetMemory(
  store: MemoryStore,
  kind: MemoryKind,
  id: string,
): Promise<void> {
  const isGone =
    kind === "hero"
      ? await removeHeroMemory(store, id)
      : (await changeMemories(store, [{ forget: { kind, id } }]))[0] === "forgotten";
  if (!isGone) throw new ResteraError("memory-unknown", { kind, id });
}

/**
 * Undoes the last change of a memory, forgetting too: what it was before becomes a new version, and nothing is lost. Throws
 * `memory-unknown`.
 */
export async function undoMemory(
  store: MemoryStore,
  kind: MemoryKind,
  id: string,
): Promise<"forgotten" | "restored"> {
  const [last, before] = await memoryVersions(store, kind, id, 2);
  if (last === undefined || (before === undefined && last.isForgotten)) {
    throw new ResteraError("memory-unknown", { kind, id });
  }
  return bringBack(store, last, before);
}

export interface RollBackInput {
  /** Everything that was said later is undone; milliseconds since 1970. */
  readonly toMs: number;
  /** Only what this one said. */
  readonly author?: string | undefined;
  /** Only tells what would be. */
  readonly dryRun?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface RolledBack {
  readonly kind: MemoryKind;
  readonly id: string;
  readonly outcome: "forgotten" | "restored";
}

/** Brings memory back to what it was, memory by memory: what others said since stays when an author is named. */
export async function rollBack(store: MemoryStore, input: RollBackInput): Promise<RolledBack[]> {
  const { toMs, author, dryRun = false, signal } = input;
  let query = store.database.rows
    .selectFrom("memories")
    .select(["kind", "id"])
    .distinct()
    .where("scope", "=", store.scope)
    .where("stored_ms", ">", toMs);
  if (author !== undefined) query = query.where("author", "=", author);
  const undone: RolledBack[] = [];
  let changes: MemoryChange[] = [];
  const keep = async (): Promise<void> => {
    if (!dryRun && changes.length > 0) await changeMemories(store, changes);
    changes = [];
  };
  for (const { kind, id } of await query.orderBy("kind").orderBy("id").execute()) {
    signal?.throwIfAborted();
    const versions = await memoryVersions(store, kind as MemoryKind, id);
    const good = versions.find(
      (each) => each.storedMs <= toMs || (author !== undefined && each.author !== author),
    );
    const [last] = versions;
    if (last === undefined || good === last || (good === undefined && last.isForgotten)) continue;
    const isGone = good === undefined || good.isForgotten;
    if (kind === "hero") {
      if (!dryRun) await bringBack(store, last, good);
    } else {
      changes.push(changeBack(store, last, good));
      if (changes.length >= undoneAtOnce) await keep();
    }
    const outcome = isGone ? ("forgotten" as const) : ("restored" as const);
    undone.push({ kind: kind as MemoryKind, id, outcome });
  }
  await keep();
  return undone;
}

/** It is said again by who undoes it. */
function changeBack(
  { author }: MemoryStore,
  { kind, id }: Memory,
  good: Memory | undefined,
): MemoryChange {
  return good === undefined || good.isForgotten
    ? { forget: { kind, id } }
    : { put: { ...good, kind: kind as NewMemory["kind"], author } };
}

async function bringBack(
  store: MemoryStore,
  last: Memory,
  good: Memory | undefined,
): Promise<"forgotten" | "restored"> {
  const { kind, id } = last;
  const isGone = good === undefined || good.isForgotten;
  if (kind === "hero" && !isGone) {
    const { heroId = "", content = null, createdMs, position } = good;
    // Coordinates that are no position are not in the history: what the row has of them stays.
    const coordinates6d = position ?? (last.position === undefined ? undefined : null);
    const given = { heroId, memoryData: content, coordinates6d, createdMs };
    await addHeroMemory(store, { ...given, id: Number(id) });
  } else if (kind === "hero") {
    await forgetMemory(store, kind, id);
  } else {
    await changeMemories(store, [changeBack(store, last, good)]);
  }
  return isGone ? "forgotten" : "restored";
}
