import { ResteraError } from "../../foundation/errors.ts";
import type { CallOptions, ObjectStore } from "../../stores/objects/object-store.ts";

export type IdFolder = "keys" | "index" | "locks" | "data";

/**
 * The full id of an object whose id begins with `wanted`. Throws `object-unknown` or
 * `object-ambiguous`.
 */
export async function findObjectId(
  store: ObjectStore,
  folder: IdFolder,
  wanted: string,
  options: CallOptions = {},
): Promise<string> {
  const isPack = folder === "data" && wanted.length >= 2;
  const start = `${folder}/${isPack ? `${wanted.slice(0, 2)}/` : ""}${wanted}`;
  let only: string | undefined;
  for await (const { key } of store.list(start, options)) {
    if (only !== undefined)
      throw new ResteraError("object-ambiguous", { wanted: `${folder}/${wanted}` });
    only = key.slice(key.lastIndexOf("/") + 1);
  }
  if (only === undefined)
    throw new ResteraError("object-unknown", { wanted: `${folder}/${wanted}` });
  return only;
}
