import { DATA } from "../blob-type.ts";
import type { VaultReader } from "../vault/vault-reader.ts";
import type { FileTarget, PackJob } from "./messages.ts";
import { blobIds, type PlannedItem } from "./plan.ts";

/** What is wanted of one pack. */
interface PackWants {
  readonly entries: number[];
  readonly files: FileTarget[];
  readonly positions: number[];
}

/** A blob of a file and where it goes. */
export interface FileBlob {
  readonly entry: number;
  readonly position: number;
  readonly length: number;
}

/** The blobs of a file in order; throws `blob-missing`. */
export function blobsOf({ node }: PlannedItem, reader: VaultReader): FileBlob[] {
  const blobs: FileBlob[] = [];
  let position = 0;
  for (const id of blobIds(node!)) {
    const entry = reader.entry(DATA, id);
    const length = reader.index.table.textBytes(entry);
    blobs.push({ entry, position, length });
    position += length;
  }
  return blobs;
}

/** Bytes of a file that has these blobs. */
export function sizeOfBlobs(blobs: readonly FileBlob[]): number {
  const last = blobs.at(-1);
  return last === undefined ? 0 : last.position + last.length;
}

/** Groups what files need by pack, so that every pack is read once, front to back. */
export class PackPlan {
  private readonly packs = new Map<number, PackWants>();
  private readonly reader: VaultReader;

  constructor(reader: VaultReader) {
    this.reader = reader;
  }

  add(file: FileTarget, blobs: readonly FileBlob[]): void {
    for (const { entry, position } of blobs) {
      const pack = this.reader.index.table.packOf(entry);
      let wants = this.packs.get(pack);
      if (wants === undefined) {
        wants = { entries: [], files: [], positions: [] };
        this.packs.set(pack, wants);
      }
      wants.entries.push(entry);
      wants.files.push(file);
      wants.positions.push(position);
    }
  }

  /** Each pack's job, with the pack's file still to be named. */
  *jobs(): Generator<Omit<PackJob, "file">> {
    for (const [pack, wants] of this.packs) {
      yield this.job(pack, wants);
      this.packs.delete(pack);
    }
  }

  private job(pack: number, { entries, files, positions }: PackWants): Omit<PackJob, "file"> {
    const { table } = this.reader.index;
    const offsets = Float64Array.from(entries, (entry) => table.place(entry).offset);
    const order = Uint32Array.from(entries, (_, i) => i).sort((a, b) => offsets[a]! - offsets[b]!);
    const numbers = new Map<FileTarget, number>();
    const targets = new Int32Array(order.length);
    order.forEach((from, to) => {
      const file = files[from]!;
      const number = numbers.get(file) ?? numbers.size;
      numbers.set(file, number);
      targets[to] = number;
    });
    return {
      type: "pack",
      pack,
      entries: Int32Array.from(order, (i) => entries[i]!),
      targets,
      positions: Float64Array.from(order, (i) => positions[i]!),
      files: [...numbers.keys()],
    };
  }
}
