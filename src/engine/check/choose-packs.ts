import { ResteraError } from "../../foundation/errors.ts";
import { parseSize } from "../../foundation/parse-size.ts";

/** A pack that could be read. */
export interface CandidatePack {
  readonly id: string;
  readonly size: number;
}

/**
 * Which packs `--read-data-subset` means (restic's rules): `n/t` takes a fixed n-th of t parts, `x%` and a size
 * take a random sample. Throws `usage` for anything else.
 */
export function choosePacks<Pack extends CandidatePack>(
  packs: readonly Pack[],
  subset: string,
): Pack[] {
  const part = /^(\d+)\/(\d+)$/.exec(subset);
  if (part !== null) {
    const [bucket, buckets] = [Number(part[1]), Number(part[2])];
    if (bucket < 1 || bucket > buckets || buckets > 256) throw badSubset(subset);
    return packs.filter(({ id }) => Number.parseInt(id.slice(0, 2), 16) % buckets === bucket - 1);
  }
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(subset);
  if (percent !== null) {
    const share = Number(percent[1]) / 100;
    if (share <= 0 || share > 1) throw badSubset(subset);
    return sample(packs, Math.max(1, Math.round(packs.length * share)));
  }
  return sampleBySize(packs, sizeOf(subset));
}

function sizeOf(subset: string): number {
  let size: number;
  try {
    size = parseSize(subset);
  } catch {
    throw badSubset(subset);
  }
  if (size <= 0) throw badSubset(subset);
  return size;
}

function sampleBySize<Pack extends CandidatePack>(packs: readonly Pack[], bytes: number): Pack[] {
  const total = packs.reduce((sum, { size }) => sum + size, 0);
  if (bytes >= total) return [...packs];
  return sample(packs, Math.max(1, Math.round((packs.length * bytes) / total)));
}

function sample<Pack>(packs: readonly Pack[], count: number): Pack[] {
  const shuffled = [...packs];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
  }
  return shuffled.slice(0, count);
}

function badSubset(subset: string): ResteraError {
  return new ResteraError("usage", {
    problem: `--read-data-subset takes n/t, x% or a size such as 500M, not "${subset}"`,
  });
}
