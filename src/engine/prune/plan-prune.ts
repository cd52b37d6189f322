import { append } from "../../foundation/append.ts";
import { ResteraError } from "../../foundation/errors.ts";
import type { PackUsage, VaultUsage } from "./pack-usage.ts";
import type { PruneLimits, PruneStats } from "./prune-result.ts";

export interface PrunePlanInput {
  readonly usage: VaultUsage;
  /** Packs in the store and their sizes. */
  readonly present: ReadonlyMap<string, number>;
  /** Packs in the store that no index names. */
  readonly unreferenced: readonly string[];
  readonly limits: PruneLimits;
  /** Target size of a pack. */
  readonly packBytes: number;
  readonly formatVersion: 1 | 2;
}

/** What becomes of every pack. */
export interface PrunePlan {
  readonly keep: readonly PackUsage[];
  readonly repack: readonly PackUsage[];
  readonly remove: readonly PackUsage[];
  /** Not there, and not needed. */
  readonly missing: readonly PackUsage[];
  readonly unreferenced: readonly string[];
  readonly stats: PruneStats;
}

/** Fewer small packs than this are not worth joining. */
const LEAST_SMALL_PACKS = 10;
/** restic's 5 %, of all that is left. */
const DEFAULT_MAX_UNUSED = (used: number): number => Math.floor((5 / 95) * used);

type Fate = "keep" | "remove" | "missing" | "small" | "candidate";

/**
 * Decides which packs are kept, repacked and removed, as restic 0.19 does (decidePackAction). Throws `damaged` when a
 * pack that is needed is missing or of another size than the index says.
 */
export function planPrune(input: PrunePlanInput): PrunePlan {
  const { usage, limits, packBytes } = input;
  const smallBytes = limits.smallPackBytes ?? Math.floor(packBytes / 5);
  if (smallBytes > packBytes) {
    const problem = `packs cannot be joined up to ${smallBytes} bytes: new ones have ${packBytes}`;
    throw new ResteraError("usage", { problem });
  }
  const fates = Map.groupBy(usage.packs, (pack) => fateOf(pack, input, smallBytes));
  const of = (fate: Fate): PackUsage[] => fates.get(fate) ?? [];
  const keep = of("keep");
  const candidates = of("candidate");
  const small = of("small");
  append(small.length < LEAST_SMALL_PACKS ? keep : candidates, small);
  const { repack, kept } = chooseRepacks(candidates, of("remove"), of("missing"), input);
  const packs = { keep: [...keep, ...kept], repack, remove: of("remove"), missing: of("missing") };
  const { unreferenced } = input;
  return { ...packs, unreferenced, stats: statsOf({ ...packs, unreferenced }, input) };
}

function fateOf(pack: PackUsage, input: PrunePlanInput, smallBytes: number): Fate {
  const { present, limits } = input;
  const size = present.get(pack.id);
  const isNeeded = pack.usedBlobs > 0;
  if (size === undefined) {
    if (isNeeded) throw damaged(pack, "it is missing, and snapshots need it");
    return "missing";
  }
  if (!isNeeded) return "remove";
  if (size !== bytesOf(pack))
    throw damaged(pack, `it has ${size} bytes, the index says ${bytesOf(pack)}`);
  if (limits.cacheableOnly === true && pack.kind === "data") return "keep";
  if (pack.unusedBlobs > 0 || pack.kind === "mixed" || mustCompress(pack, input))
    return "candidate";
  return size >= smallBytes ? "keep" : "small";
}

/** Trees are always compressed; data when that is asked for. */
function mustCompress(pack: PackUsage, { limits, formatVersion }: PrunePlanInput): boolean {
  const wanted = pack.kind === "tree" || limits.uncompressed === true;
  return formatVersion >= 2 && wanted && pack.hasUncompressed;
}

/** Takes candidates until what may stay unused is left: trees first, then small packs, then those with the most waste. */
function chooseRepacks(
  candidates: readonly PackUsage[],
  removed: readonly PackUsage[],
  missing: readonly PackUsage[],
  input: PrunePlanInput,
): { repack: PackUsage[]; kept: PackUsage[] } {
  const { usage, limits, packBytes } = input;
  const smallBytes = limits.smallPackBytes ?? Math.floor(packBytes / 5);
  const mostUnused = (limits.maxUnused ?? DEFAULT_MAX_UNUSED)(usage.bytes.used);
  const gone = [...removed, ...missing].reduce((sum, { unusedBytes }) => sum + unusedBytes, 0);
  let unused = usage.bytes.duplicate + usage.bytes.unused - gone;
  let repackBytes = 0;
  const repack: PackUsage[] = [];
  const kept: PackUsage[] = [];
  for (const pack of candidates.toSorted((a, b) => compare(a, b, smallBytes))) {
    const bytes = bytesOf(pack);
    const isForced = pack.kind !== "data" || mustCompress(pack, input);
    const isEnough = unused < mostUnused && bytes >= smallBytes;
    if (repackBytes + bytes >= (limits.maxRepackBytes ?? Infinity) || (isEnough && !isForced)) {
      kept.push(pack);
      continue;
    }
    repack.push(pack);
    repackBytes += bytes;
    unused -= pack.unusedBytes;
  }
  return { repack, kept };
}

function compare(a: PackUsage, b: PackUsage, smallBytes: number): number {
  const rank = (pack: PackUsage): number =>
    pack.kind === "data" ? (bytesOf(pack) < smallBytes ? 1 : 2) : 0;
  const share = ({ unusedBytes, usedBytes }: PackUsage): number => unusedBytes / usedBytes;
  return rank(a) - rank(b) || share(b) - share(a) || (a.id < b.id ? -1 : 1);
}

function statsOf(packs: Omit<PrunePlan, "stats">, input: PrunePlanInput): PruneStats {
  const { keep, repack, remove, missing, unreferenced } = packs;
  const { usage, present, formatVersion } = input;
  const sum = (list: readonly PackUsage[], value: (pack: PackUsage) => number): number =>
    list.reduce((total, pack) => total + value(pack), 0);
  const all = [...keep, ...repack, ...remove];
  const gone = [...remove, ...missing];
  const blobsOf = (pack: PackUsage): number => pack.usedBlobs + pack.unusedBlobs;
  const uncompressed = [...keep, ...remove].filter((pack) => pack.hasUncompressed);
  return {
    blobs: {
      ...usage.blobs,
      remove: sum(gone, (pack) => pack.unusedBlobs),
      repack: sum(repack, blobsOf),
      repackRemove: sum(repack, (pack) => pack.unusedBlobs),
    },
    size: {
      ...usage.bytes,
      remove: sum(gone, (pack) => pack.unusedBytes),
      repack: sum(repack, bytesOf),
      repackRemove: sum(repack, (pack) => pack.unusedBytes),
      unreferenced: unreferenced.reduce((total, id) => total + (present.get(id) ?? 0), 0),
      uncompressed: formatVersion >= 2 ? sum(uncompressed, bytesOf) : 0,
    },
    packs: {
      used: all.filter((pack) => pack.usedBlobs > 0 && pack.unusedBlobs === 0).length,
      unused: remove.length,
      partlyUsed: all.filter((pack) => pack.usedBlobs > 0 && pack.unusedBlobs > 0).length,
      unreferenced: unreferenced.length,
      keep: keep.length,
      repack: repack.length,
      remove: remove.length,
    },
  };
}

function bytesOf({ usedBytes, unusedBytes }: PackUsage): number {
  return usedBytes + unusedBytes;
}

function damaged({ id }: PackUsage, problem: string): ResteraError {
  return new ResteraError("damaged", { object: `pack ${id}`, problem });
}
