import { DATA, type BlobType } from "../../engine/blob-type.ts";
import { parseIndex } from "../../engine/index/parse-index.ts";
import { listPacks } from "../../engine/vault/list-packs.ts";
import type { OpenVault } from "../../engine/vault/open-vault.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import type { Stoppable } from "./session-state.ts";

export type ListedKind = "blobs" | "packs" | "index" | "snapshots" | "keys" | "locks";

/** An object of a vault by its id. */
export interface ListedObject {
  readonly id: string;
  /** Of a blob. */
  readonly type?: "data" | "tree";
}

/**
 * The ids of all objects of a kind, as they lie in the store; whether they can be read is not looked at. Blobs are those that the index
 * files name, each as often as they do. Throws `damaged` for an index that cannot be read.
 */
export async function* listObjects(
  vault: OpenVault,
  kind: ListedKind,
  run: Stoppable,
): AsyncGenerator<ListedObject> {
  throwIfCancelled(run.signal);
  if (kind === "packs") {
    for (const id of (await listPacks(vault.store, run.signal)).keys()) yield { id };
    return;
  }
  for await (const id of vault.objects.list(kind === "blobs" ? "index" : kind, run)) {
    throwIfCancelled(run.signal);
    if (kind === "blobs") yield* blobsOf(vault, id, run);
    else yield { id };
  }
}

async function* blobsOf(
  vault: OpenVault,
  index: string,
  run: Stoppable,
): AsyncGenerator<ListedObject> {
  const text = await vault.objects.load("index", index, run);
  const blobs: ListedObject[] = [];
  const blob = (type: BlobType, id: Uint8Array): void => {
    blobs.push({ id: Buffer.from(id).toString("hex"), type: type === DATA ? "data" : "tree" });
  };
  parseIndex(text, `index ${index}`, { pack: () => true, blob });
  yield* blobs;
}
