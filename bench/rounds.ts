import { execFileSync } from "node:child_process";
import { cpSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Contestant, Place } from "./contestants.ts";
import type { DataFolders } from "./data.ts";
import { measure, type Command, type Measurement } from "./measure.ts";

export const works = ["full", "unchanged", "restore", "check", "copy", "prune"] as const;
export const kinds = ["large", "small"] as const;
export type Work = (typeof works)[number];
export type Kind = (typeof kinds)[number];
export type Scenario = `${Work}-${Kind}`;

export const scenarios: Scenario[] = works.flatMap((work) =>
  kinds.map((kind) => `${work}-${kind}` as const),
);

/** One measured run. */
export interface Result extends Measurement {
  readonly scenario: Scenario;
  /** `restic 0.19.1` */
  readonly contestant: string;
  readonly round: number;
}

/** Bytes of a vault after the first backup, or after a prune. */
export interface VaultSize {
  readonly after: "full" | "prune";
  readonly kind: Kind;
  readonly contestant: string;
  readonly bytes: number;
}

export interface Race {
  readonly data: DataFolders;
  /** On the same file system as the data; made and removed here. */
  readonly workFolder: string;
  readonly contestants: readonly Contestant[];
  readonly rounds: number;
  readonly wanted: ReadonlySet<Scenario>;
  readonly onResult: (result: Result) => void;
}

export function labelOf({ name, version }: Contestant): string {
  return `${name} ${version}`;
}

/**
 * Runs the wanted scenarios, interleaved: for each kind of data and each kind of work every contestant has its turn
 * before the next work begins, and who begins changes from round to round. Vaults and caches are new in each round.
 */
export async function runRounds(race: Race): Promise<{ results: Result[]; sizes: VaultSize[] }> {
  const results: Result[] = [];
  const sizes: VaultSize[] = [];
  for (let round = 1; round <= race.rounds; round += 1) {
    for (const kind of kinds) {
      if (!works.some((work) => race.wanted.has(`${work}-${kind}`))) continue;
      rmSync(race.workFolder, { recursive: true, force: true });
      const order = rotated(race.contestants, round);
      for (const contestant of order) await setUp(contestant, placeOf(race, contestant));
      for (const work of works) {
        if (work !== "full" && !race.wanted.has(`${work}-${kind}`)) continue;
        if (work === "prune") await makeThinned(race, kind);
        for (const contestant of order) {
          if (work === "copy" && contestant.copy === undefined) continue;
          if (work === "prune" && contestant.prune === undefined) continue;
          const measured = await turn(race, contestant, kind, work);
          const contestantLabel = labelOf(contestant);
          const result = {
            scenario: `${work}-${kind}` as const,
            contestant: contestantLabel,
            round,
            ...measured,
          };
          if (race.wanted.has(result.scenario)) {
            results.push(result);
            race.onResult(result);
          }
          if ((work === "full" || work === "prune") && round === 1) {
            sizes.push({
              after: work,
              kind,
              contestant: contestantLabel,
              bytes: bytesBelow(placeOf(race, contestant).vault),
            });
          }
        }
      }
    }
  }
  rmSync(asideOf(race), { recursive: true, force: true });
  rmSync(race.workFolder, { recursive: true, force: true });
  return { results, sizes };
}

function placeOf({ workFolder }: Race, { name, version }: Contestant): Place {
  const folder = join(workFolder, `${name}-${version}`);
  return { vault: join(folder, "vault"), home: join(folder, "home") };
}

async function setUp(contestant: Contestant, place: Place): Promise<void> {
  mkdirSync(place.home, { recursive: true });
  await measure(contestant.init(place));
}

/** What the last snapshot leaves out, so that some 30 % of the vault is unused, all over its packs. */
const thinned: Record<Kind, readonly string[]> = {
  large: ["book-[147]", "agent-[14]", "clip-1", "copies"],
  small: ["file-*[147].json", "file-*[147].rs"],
};

/** The vault that all prune: so they begin with the same packs. restic's own where it runs. */
async function makeThinned(race: Race, kind: Kind): Promise<void> {
  const able = race.contestants.filter(({ prune }) => prune !== undefined);
  const maker = able.find(({ name }) => name === "restic") ?? able[0];
  if (maker === undefined) return;
  const place = placeOf(race, maker);
  await measure(maker.backUp(place, race.data[kind], 3, thinned[kind]));
  await measure(maker.prune!(place).forget);
  cpSync(place.vault, join(race.workFolder, "thinned"), { recursive: true });
}

/** One measured run, on a quiet disk. */
async function turn(
  race: Race,
  contestant: Contestant,
  kind: Kind,
  work: Work,
): Promise<Measurement> {
  const place = placeOf(race, contestant);
  const target = join(race.workFolder, "restored");
  const commands: Record<Work, () => Command> = {
    full: () => contestant.backUp(place, race.data[kind], 1),
    unchanged: () => contestant.backUp(place, race.data[kind], 2),
    restore: () => contestant.restore(place, target),
    check: () => contestant.check(place),
    copy: () => copying!.copy,
    prune: () => pruning!.prune,
  };
  const pruning = contestant.prune?.(place);
  const copying = contestant.copy?.(place, { vault: target, home: place.home });
  if (work === "restore") mkdirSync(target);
  if (work === "copy") await measure(copying!.init);
  if (work === "prune") {
    rmSync(place.vault, { recursive: true });
    cpSync(join(race.workFolder, "thinned"), place.vault, { recursive: true });
  }
  execFileSync("sync");
  try {
    return await measure(commands[work]());
  } finally {
    if (work === "restore" && kind === "small") setAside(target, race);
    else rmSync(target, { recursive: true, force: true });
  }
}

/**
 * For some minutes after many files are deleted, ext4 looks for a place for each new one among theirs (`recently_deleted()`), and takes five times as
 * long for it. So the many files that were restored stay until the end.
 */
function setAside(folder: string, race: Race): void {
  const aside = asideOf(race);
  mkdirSync(aside, { recursive: true });
  renameSync(folder, join(aside, String(readdirSync(aside).length)));
}

/** Where restored files wait for the end of the race. */
export function asideOf({ workFolder }: Pick<Race, "workFolder">): string {
  return `${workFolder}-restored`;
}

function rotated<Item>(items: readonly Item[], by: number): Item[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

function bytesBelow(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return files
    .map((file) => lstatSync(join(folder, file)))
    .reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0);
}
