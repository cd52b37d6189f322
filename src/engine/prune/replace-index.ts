import type { IndexWriter } from "../index/index-writer.ts";
import { encodeIndexEntry } from "../pack/index-entry.ts";
import { deleteIndexes } from "../repair/repair-index.ts";
import type { OpenVault } from "../vault/open-vault.ts";
import { encodeMarks, type Mark } from "./marks.ts";
import { blobsOf, type PruneIndex } from "./prune-index.ts";

export interface IndexChange {
  /** Packs that the index must no longer name as in use. */
  readonly gone: ReadonlySet<string>;
  /** Marked packs that are in use again. */
  readonly revived: ReadonlySet<string>;
  /** All marks there shall be. */
  readonly marks: readonly Mark[];
}

/**
 * Writes what changes in the index: first the new files, then the old ones go. So a crash leaves every pack that is in use
 * named by one of them. Gives the id of the file with the marks, if there is one.
 */
export async function replaceIndex(
  vault: OpenVault,
  state: PruneIndex,
  writer: IndexWriter,
  change: IndexChange,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { files } = state;
  const isObsolete = ({ packs, hasMarks }: (typeof files)[number]): boolean =>
    hasMarks || packs.some((id) => change.gone.has(id));
  const obsolete = files.filter(isObsolete);
  const named = new Set(files.filter((file) => !isObsolete(file)).flatMap(({ packs }) => packs));
  const numbers = new Map(state.index.packs.map((id, pack) => [id, pack]));
  for (const id of [...obsolete.flatMap(({ packs }) => packs), ...change.revived]) {
    if (change.gone.has(id) || named.has(id)) continue;
    named.add(id);
    const blobs = blobsOf(state, numbers.get(id)!);
    if (blobs.length > 0) await writer.add(encodeIndexEntry(id, blobs), blobs.length);
  }
  await writer.flush();
  const marks = change.marks.length > 0 ? await saveMarks(vault, change.marks, signal) : undefined;
  await deleteIndexes(
    vault,
    obsolete.map(({ id }) => id),
    signal,
  );
  return marks;
}

/** Writes an index file that has marks alone; gives its id. */
export function saveMarks(
  vault: OpenVault,
  marks: readonly Mark[],
  signal: AbortSignal,
): Promise<string> {
  return vault.objects.save("index", encodeMarks(marks), { signal });
}
