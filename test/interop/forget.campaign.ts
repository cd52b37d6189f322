// Random lists of snapshots under random policies: `forget` keeps and removes exactly what the newest restic does, and for
// the same reasons. A case is one vault with many lists, each a group of its own, so that restic starts seldom.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "../../bench/random.ts";
import type { Campaign, CampaignRun } from "../support/campaign.ts";
import { CraftedVault } from "../support/crafted-vault.ts";
import { runRestera, type VaultAccess } from "../support/run-restera.ts";
import { findRestic, type Peer, runRestic } from "./peers.ts";
import { resteraVault } from "./restic-vault.ts";

const peer = findRestic("latest");
const listsPerCase = 25;
const mostSnapshots = 30;

export const campaign: Campaign = {
  // More than a thousand lists.
  cases: 60,
  skip: peer === undefined && "no newest restic here: run scripts/install-peers.sh",
  start: async () => {
    const folder = mkdtempSync(join(tmpdir(), "restera-forget-"));
    return new ForgetRun(peer!, folder, await resteraVault(folder));
  },
};

interface Group {
  readonly host: string;
  readonly paths: readonly string[] | null;
  readonly tags: readonly string[] | null;
  readonly keep: readonly { readonly id: string }[] | null;
  readonly remove: readonly { readonly id: string }[] | null;
  readonly reasons:
    | readonly { readonly snapshot: { readonly id: string }; readonly matches: readonly string[] }[]
    | null;
}

class ForgetRun implements CampaignRun {
  private readonly peer: Peer;
  private readonly folder: string;
  private readonly vault: VaultAccess;
  private lists = 0;
  private kept = 0;
  private removed = 0;
  private refused = 0;

  constructor(peer: Peer, folder: string, vault: VaultAccess) {
    this.peer = peer;
    this.folder = folder;
    this.vault = vault;
  }

  async runCase(seed: number): Promise<void> {
    const random = new Random(`forget ${seed}`);
    await this.writeSnapshots(random);
    const words = ["forget", "--dry-run", "--json", "--no-lock", ...policyWords(random)];
    const env = { TZ: pick(random, ["UTC", "Europe/Paris", "America/St_Johns", "Asia/Kolkata"]) };
    const [ours, theirs] = await Promise.all([
      runRestera(this.vault, words, { env }),
      runRestic(this.peer, this.vault, [...words, "--no-cache"], { env }),
    ]);
    const shown = words.join(" ");
    if (theirs.status !== 0) {
      assert.match(theirs.stderr, /refusing to delete last snapshot/, shown);
      assert.equal(ours.code, 1, `${shown}: restic refuses, we said ${ours.stdout}`);
      assert.match(ours.stderr, /nothing-kept/, shown);
      this.refused++;
    } else {
      assert.equal(ours.code, 0, `${shown}: ${ours.stderr}`);
      assert.deepEqual(decisions(ours.stdout), decisions(theirs.stdout), shown);
      this.count(ours.stdout);
    }
  }

  async finish(): Promise<string> {
    const { lists, kept, removed, refused } = this;
    return `${lists} lists, ${kept} snapshots kept and ${removed} removed as restic does; ${refused} policies refused by both`;
  }

  async stop(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async writeSnapshots(random: Random): Promise<void> {
    rmSync(join(this.vault.url, "snapshots"), { recursive: true, force: true });
    const crafted = await CraftedVault.open(this.vault);
    for (let list = 0; list < listsPerCase; list++) {
      const paths = [`/list-${list}`, ...(random.below(3) === 0 ? ["/also"] : [])];
      for (const time of times(random)) {
        const tags = ["a", "b", "c"].filter(() => random.below(4) === 0);
        await crafted.bareSnapshot({
          time,
          hostname: `host-${list % 5}`,
          paths: random.below(2) === 0 ? paths : paths.toReversed(),
          ...(tags.length > 0 ? { tags } : {}),
        });
      }
    }
  }

  private count(stdout: string): void {
    for (const { keep, remove } of JSON.parse(stdout) as Group[]) {
      this.kept += keep?.length ?? 0;
      this.removed += remove?.length ?? 0;
      this.lists++;
    }
  }
}

/** What was decided, by group; restic lists groups in any order. */
function decisions(stdout: string): Map<string, object> {
  const idsOf = (list: readonly { readonly id: string }[] | null): string[] =>
    (list ?? []).map(({ id }) => id);
  const groups = JSON.parse(stdout) as Group[];
  const entries = groups.map(({ host, paths, tags, keep, remove, reasons }) => {
    const why = (reasons ?? []).map(({ snapshot, matches }) => [snapshot.id, ...matches]);
    const name = JSON.stringify([host, paths, tags]);
    return [name, { keep: idsOf(keep), remove: idsOf(remove), why }] as const;
  });
  return new Map(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Different instants, close together or far apart, in many zones, perhaps in the future. */
function times(random: Random): string[] {
  const hourMs = 3_600_000;
  const startMs = Date.UTC(2000 + random.below(30), random.below(12), 1 + random.below(28));
  const stepMs = pick(random, [20 * 60_000, 3 * hourMs, 20 * hourMs, 200 * hourMs, 3000 * hourMs]);
  let atMs = startMs;
  return Array.from({ length: 1 + random.below(mostSnapshots) }, () => {
    atMs += 1 + random.below(2 * stepMs);
    const zoneMinutes = pick(random, [0, 0, 60, 120, 330, -210, -300, 765]);
    const local = new Date(atMs + zoneMinutes * 60_000).toISOString().slice(0, 19);
    const fraction = random.below(2) === 0 ? "" : `.${1 + random.below(9)}`;
    return `${local}${fraction}${zoneText(zoneMinutes)}`;
  });
}

function zoneText(minutes: number): string {
  if (minutes === 0) return "Z";
  const two = (number: number): string => String(Math.floor(number)).padStart(2, "0");
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(size / 60)}:${two(size % 60)}`;
}

function policyWords(random: Random): string[] {
  const words: string[] = [];
  for (const period of ["last", "hourly", "daily", "weekly", "monthly", "yearly"]) {
    if (random.below(3) > 0) continue;
    const count = pick(random, ["1", "2", "3", "7", "20", "unlimited"]);
    words.push(`--keep-${period}`, count);
  }
  for (const period of ["", "-hourly", "-daily", "-weekly", "-monthly", "-yearly"]) {
    if (random.below(5) > 0) continue;
    words.push(`--keep-within${period}`, pick(random, ["5h", "3d", "2m", "1y2m3d4h", "3y"]));
  }
  if (random.below(4) === 0) words.push("--keep-tag", pick(random, ["a", "a,b", "c", ""]));
  if (words.length === 0) words.push("--keep-last", "2");
  if (random.below(3) === 0) {
    words.push("--group-by", pick(random, ["", "host", "paths", "tags", "host,paths,tags"]));
  }
  if (random.below(4) === 0) words.push("--host", "host-1", "--host", "host-2");
  if (random.below(4) === 0) words.push("--tag", pick(random, ["a", "a,b", "c,"]), "--tag", "b");
  return words;
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[random.below(items.length)]!;
}
