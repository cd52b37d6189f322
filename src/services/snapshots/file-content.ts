import type { RunOptions } from "../../engine/operations.ts";
import type { TreeNode } from "../../engine/tree/tree-node.ts";
import type { VaultReader } from "../../engine/vault/vault-reader.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import { callOf } from "./session-state.ts";

/** Blobs that are fetched from a bucket at once. */
const mostAhead = 4;

/** The bytes of a file of a snapshot, blob by blob, the next ones on their way meanwhile. */
export async function* fileContent(
  reader: VaultReader,
  { content }: TreeNode,
  run: RunOptions,
): AsyncGenerator<Uint8Array> {
  const ids = content ?? [];
  const coming: Promise<Buffer>[] = [];
  const ahead = reader.isLocal ? 1 : mostAhead;
  let next = 0;
  for (let at = 0; at < ids.length; at += 1) {
    for (; next < ids.length && next < at + ahead; next += 1) {
      const part = reader.data(ids[next]!, callOf(run));
      // Whoever waits for it sees its error.
      part.catch(() => undefined);
      coming.push(part);
    }
    throwIfCancelled(run.signal);
    yield await coming.shift()!;
  }
}
