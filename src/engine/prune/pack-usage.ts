import type { PackContents } from "../check/pack-contents.ts";
import type { BlobTable } from "../index/blob-table.ts";
import { packSize } from "../pack/pack-header.ts";

type PackKind = "data" | "tree" | "mixed";

/** How much of a pack is needed. Bytes are those of sealed blobs; `usedBytes` has the pack's header too. */
export interface PackUsage {
  readonly id: string;
  /** Its number in the index. */
  readonly pack: number;
  readonly kind: PackKind;
  readonly hasUncompressed: boolean;
  usedBlobs: number;
  unusedBlobs: number;
  usedBytes: number;
  unusedBytes: number;
}

interface UsageTotals {
  readonly used: number;
  readonly duplicate: number;
  readonly unused: number;
}

export interface VaultUsage {
  readonly packs: readonly PackUsage[];
  readonly blobs: UsageTotals;
  readonly bytes: UsageTotals;
}

/** A pack that the index names. */
export interface IndexedPack {
  readonly id: string;
  readonly pack: number;
  readonly isPresent: boolean;
}

/** Its copy is chosen. */
const CHOSEN = 1;
/** Of several copies none was chosen, and this is the last. */
const LAST = 0;
const MOST_COPIES = 255;

/**
 * Counts what is used in packs (restic's packInfoFromIndex). Of a used blob that lies in several packs one copy counts as
 * used: one in a pack that has used blobs anyway, or nothing but such copies, else the last.
 */
export function measureUsage(
  contents: PackContents,
  table: BlobTable,
  packs: readonly IndexedPack[],
  used: Uint8Array,
): VaultUsage {
  const copies = new Uint8Array(used.length);
  for (const { pack } of packs.filter(({ isPresent }) => isPresent)) {
    for (const entry of contents.blobs(pack).entries) {
      if (used[entry] === 1 && copies[entry]! < MOST_COPIES) copies[entry]!++;
    }
  }
  const totals = {
    blobs: { used: 0, duplicate: 0, unused: 0 },
    bytes: { used: 0, duplicate: 0, unused: 0 },
  };
  // What has no copy that is there counts as used in the packs that are not.
  const missing = Uint8Array.from(used, (flag, entry) =>
    flag === 1 && copies[entry] === 0 ? 1 : 0,
  );
  const usages = packs.map((pack) =>
    firstCount(contents, table, pack, pack.isPresent ? copies : missing, totals),
  );
  const present = usages.filter((_, i) => packs[i]!.isPresent);
  if (totals.blobs.duplicate > 0) chooseCopies(contents, present, copies, totals);
  return { packs: usages, ...totals };
}

type Totals = { blobs: Mutable<UsageTotals>; bytes: Mutable<UsageTotals> };
type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function firstCount(
  contents: PackContents,
  table: BlobTable,
  { id, pack }: IndexedPack,
  copies: Uint8Array,
  totals: Totals,
): PackUsage {
  const { entries, lengths, rawLengths } = contents.blobs(pack);
  const trees = entries.reduce((count, entry) => count + (table.isTree(entry) ? 1 : 0), 0);
  const blobs = Array.from(lengths, (length, i) => ({ length, rawLength: rawLengths[i]! }));
  const sealedBytes = lengths.reduce((sum, length) => sum + length, 0);
  const usage: PackUsage = {
    id,
    pack,
    kind: trees === 0 ? "data" : trees === entries.length ? "tree" : "mixed",
    hasUncompressed: rawLengths.includes(0),
    usedBlobs: 0,
    unusedBlobs: 0,
    usedBytes: packSize(blobs) - sealedBytes,
    unusedBytes: 0,
  };
  entries.forEach((entry, i) => {
    const length = lengths[i]!;
    const kind = copies[entry] === 1 ? "used" : copies[entry]! > 1 ? "duplicate" : "unused";
    totals.blobs[kind]++;
    totals.bytes[kind] += length;
    usage[kind === "used" ? "usedBlobs" : "unusedBlobs"]++;
    usage[kind === "used" ? "usedBytes" : "unusedBytes"] += length;
  });
  return usage;
}

function chooseCopies(
  contents: PackContents,
  usages: readonly PackUsage[],
  copies: Uint8Array,
  totals: Totals,
): void {
  // Which blobs have copies must stay known after the count of those left has come down to one.
  const state = copies;
  const isDuplicate = copies.map((count) => (count > 1 ? 1 : 0));
  for (const usage of usages) {
    const { entries, lengths } = contents.blobs(usage.pack);
    let duplicates = entries.reduce((count, entry) => count + isDuplicate[entry]!, 0);
    entries.forEach((entry, i) => {
      if (isDuplicate[entry] !== 1 || state[entry] === CHOSEN) return;
      const onlyCopies = duplicates === usage.unusedBlobs;
      if (usage.usedBlobs > 0 || onlyCopies || state[entry] === LAST) {
        const length = lengths[i]!;
        usage.usedBlobs++;
        usage.unusedBlobs--;
        usage.usedBytes += length;
        usage.unusedBytes -= length;
        totals.blobs.used++;
        totals.blobs.duplicate--;
        totals.bytes.used += length;
        totals.bytes.duplicate -= length;
        duplicates--;
        state[entry] = CHOSEN;
      } else {
        state[entry] = state[entry] === 2 ? LAST : state[entry]! - 1;
      }
    });
  }
}
