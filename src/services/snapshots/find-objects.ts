import { DATA, TREE } from "../../engine/blob-type.ts";
import type { Snapshot } from "../../engine/snapshot/snapshot.ts";
import type { VaultReader } from "../../engine/vault/vault-reader.ts";
import { ResteraError } from "../../foundation/errors.ts";
import { childPath, displayPath, type FsPath } from "../../foundation/fs-path.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";

export interface FindObjectsInput {
  readonly kind: "blob" | "tree" | "pack";
  /** Whole ids, or their first eight digits. */
  readonly ids: readonly string[];
}

/** A place where an object is used. */
export interface FoundObject {
  readonly type: "blob" | "tree";
  readonly id: string;
  readonly path: string;
  /** The tree that the file of a blob is in. */
  readonly parentTree?: string;
  readonly snapshot: Snapshot;
  /** Where the blob lies. */
  readonly place: {
    readonly pack: string;
    readonly offset: number;
    readonly length: number;
    readonly rawLength: number;
  };
}

/**
 * Searches snapshots, in the order given, for the files and folders that blobs, trees or the blobs of
 * packs belong to. Throws `object-unknown` for a pack that no index names.
 */
export async function* findObjects(
  reader: VaultReader,
  snapshots: readonly Snapshot[],
  input: FindObjectsInput,
  signal?: AbortSignal,
): AsyncGenerator<FoundObject> {
  const wanted =
    input.kind === "pack" ? blobsOfPacks(reader, input.ids) : blobsByIds(reader, input);
  if (wanted.length === 0) return;
  const search = new ObjectSearch(reader, new Set(wanted), signal);
  for (const snapshot of snapshots) yield* search.snapshot(snapshot);
}

/** Entries of the index. */
function blobsByIds(reader: VaultReader, { kind, ids }: FindObjectsInput): number[] {
  const type = kind === "tree" ? TREE : DATA;
  const prefixes = new Set(ids);
  return entriesOf(reader, (id, entry) => {
    if (reader.index.table.isTree(entry) !== (type === TREE)) return false;
    return prefixes.has(id) || prefixes.has(id.slice(0, 8));
  });
}

function blobsOfPacks(reader: VaultReader, ids: readonly string[]): number[] {
  const packs = new Set<number>();
  for (const wanted of ids) {
    const found = reader.index.packs.flatMap((id, pack) => (id.startsWith(wanted) ? [pack] : []));
    if (found.length === 0 || wanted.length < 8)
      throw new ResteraError("object-unknown", { wanted: `data/${wanted}` });
    for (const pack of found) packs.add(pack);
  }
  const { table, duplicates } = reader.index;
  return entriesOf(
    reader,
    (_, entry) =>
      packs.has(table.packOf(entry)) ||
      (duplicates.get(entry) ?? []).some(({ pack }) => packs.has(pack)),
  );
}

function entriesOf(
  reader: VaultReader,
  isWanted: (id: string, entry: number) => boolean,
): number[] {
  const { table } = reader.index;
  const bytes = Buffer.alloc(32);
  const entries: number[] = [];
  for (let entry = 0; entry < table.size; entry++) {
    table.copyId(entry, bytes);
    if (isWanted(bytes.toString("hex"), entry)) entries.push(entry);
  }
  return entries;
}

class ObjectSearch {
  private readonly reader: VaultReader;
  private readonly wanted: ReadonlySet<number>;
  private readonly signal: AbortSignal | undefined;
  /** Trees below which nothing wanted is. */
  private readonly barren = new Set<string>();

  constructor(reader: VaultReader, wanted: ReadonlySet<number>, signal: AbortSignal | undefined) {
    this.reader = reader;
    this.wanted = wanted;
    this.signal = signal;
  }

  async *snapshot(snapshot: Snapshot): AsyncGenerator<FoundObject> {
    yield* this.tree(snapshot.tree, "/", snapshot);
  }

  private async *tree(
    id: string,
    path: FsPath,
    snapshot: Snapshot,
  ): AsyncGenerator<FoundObject, boolean> {
    if (this.barren.has(id)) return false;
    throwIfCancelled(this.signal);
    let found = this.isWanted(TREE, id);
    if (found) yield this.object("tree", id, path, snapshot);
    for (const node of await this.reader.tree(id)) {
      const own = childPath(path, node.name);
      for (const blob of node.content ?? []) {
        if (!this.isWanted(DATA, blob)) continue;
        found = true;
        yield { ...this.object("blob", blob, own, snapshot), parentTree: id };
      }
      if (node.subtree !== null && (yield* this.tree(node.subtree, own, snapshot))) found = true;
    }
    if (!found) this.barren.add(id);
    return found;
  }

  private isWanted(type: typeof DATA | typeof TREE, id: string): boolean {
    return this.reader.has(type, id) && this.wanted.has(this.reader.entry(type, id));
  }

  private object(
    type: FoundObject["type"],
    id: string,
    path: FsPath,
    snapshot: Snapshot,
  ): FoundObject {
    const { table, packs } = this.reader.index;
    const place = table.place(this.reader.entry(type === "tree" ? TREE : DATA, id));
    const { offset, length, rawLength } = place;
    return {
      type,
      id,
      path: displayPath(path),
      snapshot,
      place: { pack: packs[place.pack] ?? "", offset, length, rawLength },
    };
  }
}
