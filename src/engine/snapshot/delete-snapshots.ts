import type { CallOptions, ObjectStore } from "../../stores/objects/object-store.ts";

/** Removes snapshots that others took the place of. Throws the first of what goes wrong; the rest was tried. */
export async function deleteSnapshots(
  store: ObjectStore,
  ids: readonly string[],
  options: CallOptions = {},
): Promise<void> {
  const failed = await store.delete(
    ids.map((id) => `snapshots/${id}`),
    options,
  );
  for (const error of failed.values()) throw error;
}
