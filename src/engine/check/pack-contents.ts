import type { BlobPlace } from "../index/blob-table.ts";
import { packSize } from "../pack/pack-header.ts";

/** What index files say about one pack, in the order of their lines. */
interface Contents {
  readonly entries: number[];
  readonly places: BlobPlace[];
}

/** The blobs of every pack, as the index has them; a blob that several index files name counts once. */
export class PackContents {
  private readonly packs: (Contents | undefined)[] = [];

  add(entry: number, place: BlobPlace): void {
    const contents = (this.packs[place.pack] ??= { entries: [], places: [] });
    contents.entries.push(entry);
    contents.places.push(place);
  }

  /** How large the pack must be. */
  expectedSize(pack: number): number {
    return packSize(this.sorted(pack).map(({ place }) => place));
  }

  /** The blobs in the order of the pack. */
  sorted(pack: number): { readonly entry: number; readonly place: BlobPlace }[] {
    const { entries, places } = this.packs[pack] ?? { entries: [], places: [] };
    return entries
      .map((entry, i) => ({ entry, place: places[i]! }))
      .sort((a, b) => a.place.offset - b.place.offset)
      .filter(({ place }, i, all) => i === 0 || place.offset !== all[i - 1]!.place.offset);
  }
}
