import { ResteraError } from "../../foundation/errors.ts";
import type { VaultIndex } from "../index/load-index.ts";
import type { PackSource } from "../restore/pack-source.ts";
import { copyJob, type WantedBlob } from "./copy-job.ts";
import type { CopyWorkers } from "./copy-workers.ts";
import type { BadBlob } from "./messages.ts";

/** Takes blobs out of packs through the threads, and a blob that is damaged in one pack from another that has it. */
export class PackCopier {
  private readonly index: VaultIndex;
  private readonly packs: PackSource;
  private readonly workers: CopyWorkers;

  constructor(index: VaultIndex, packs: PackSource, workers: CopyWorkers) {
    this.index = index;
    this.packs = packs;
    this.workers = workers;
  }

  /** Copies blobs of one pack, given in its order. Throws `damaged`, naming the first place, for one that can be read nowhere. */
  copy(pack: number, blobs: readonly WantedBlob[]): Promise<void> {
    return this.copyFrom(pack, blobs, []);
  }

  /** `tried`: packs in which these blobs were bad; `damage`: how the first was. */
  private async copyFrom(
    pack: number,
    blobs: readonly WantedBlob[],
    tried: readonly number[],
    damage?: ResteraError,
  ): Promise<void> {
    for (const { index, problem } of await this.attempt(pack, blobs)) {
      const object = `pack ${this.index.packs[pack]}`;
      const first = damage ?? new ResteraError("damaged", { object, problem });
      const seen = [...tried, pack];
      const { entry } = blobs[index]!;
      const place = this.placesOf(entry).find((other) => !seen.includes(other.pack));
      if (place === undefined) throw first;
      await this.copyFrom(place.pack, [{ entry, place }], seen, first);
    }
  }

  /** Gives those that could not be copied. */
  private async attempt(pack: number, blobs: readonly WantedBlob[]): Promise<readonly BadBlob[]> {
    const ranges = blobs.map(({ place }) => ({
      start: place.offset,
      end: place.offset + place.length,
    }));
    const local = await Promise.race([this.packs.get(pack, ranges), this.workers.failed]);
    if (!local) return blobs.map((_, index) => ({ index, problem: "it is missing" }));
    try {
      return await this.workers.copy(copyJob(this.index, pack, blobs, local.file));
    } finally {
      await local.release();
    }
  }

  private placesOf(entry: number): WantedBlob["place"][] {
    const { table, duplicates } = this.index;
    return [table.place(entry), ...(duplicates.get(entry) ?? [])];
  }
}
