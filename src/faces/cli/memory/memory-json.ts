import type { Memory } from "../../../services/memory/memory.ts";

/** A memory as JSON output shows it: the documented columns' names, times in RFC 3339. */
export function memoryJson(memory: Memory): object {
  const { kind, id, version, heroId, title, content, text, path, tags, position } = memory;
  const { worldHash, temporal, author, validFromMs, validToMs, endedMs, replaces } = memory;
  return {
    ...{ kind, id, version },
    ...(heroId !== undefined && { hero_id: heroId }),
    ...(title !== "" && { title }),
    ...(content === undefined ? { text } : { content }),
    ...(path !== undefined && { path }),
    tags,
    ...(position !== undefined && { position_6d: position }),
    ...(worldHash !== undefined && { world_hash: worldHash }),
    ...(temporal !== undefined && { temporal_coordinates: temporal }),
    ...(author !== undefined && { author }),
    created_at: time(memory.createdMs),
    ...(validFromMs !== undefined && { valid_from: time(validFromMs) }),
    ...(validToMs !== undefined && { valid_to: time(validToMs) }),
    stored_at: time(memory.storedMs),
    ...(endedMs !== undefined && { ended_at: time(endedMs) }),
    ...(replaces !== undefined && { replaces }),
    forgotten: memory.isForgotten,
  };
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}
