// How a program that keeps one vault open is served: 1,000 listings, and the history of a path over 1,000 snapshots.
// node bench/session.ts [snapshots]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVault, openVault, type Vault } from "../src/index.ts";
import { CraftedVault, type CraftedNode } from "../test/support/crafted-vault.ts";

const password = "open sesame";
const listings = 1_000;
const folders = 40;
const filesPerFolder = 50;
const changedEvery = 10;

const snapshots = Number(process.argv[2] ?? 1_000);
const folder = mkdtempSync(join(tmpdir(), "restera-session-"));
try {
  const url = join(folder, "vault");
  await (await createVault(url, { password })).close();
  const ids = await fill(url);
  const vault = await openVault(url, { password });
  report("ls by id", await times(listings, (i) => list(vault, ids[(i * 7) % ids.length]!)));
  report("ls latest", await times(listings, () => list(vault, "latest")));
  report("history, first", await times(1, () => history(vault)));
  report("history, warm", await times(20, () => history(vault)));
  await vault.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Snapshots of a home folder in which one note and something else change now and then. */
async function fill(url: string): Promise<string[]> {
  const vault = await CraftedVault.open({ url, password });
  const still = Array.from({ length: folders }, (_, i) => contents(vault, `folder-${i}`, 0));
  const ids: string[] = [];
  for (let i = 0; i < snapshots; i++) {
    const changing = i % folders;
    still[changing] = contents(vault, `folder-${changing}`, i);
    const note = vault.file("plan.md", `plan ${Math.floor(i / changedEvery)}`);
    const notes = vault.folder("notes", [note]);
    const home = vault.folder("ada", [...still, notes]);
    const time = new Date(Date.UTC(2026, 0, 1) + i * 3_600_000).toISOString();
    ids.push(await vault.snapshot([vault.folder("home", [home])], { time, paths: ["/home/ada"] }));
  }
  return ids;
}

function contents(vault: CraftedVault, name: string, version: number): CraftedNode {
  const files = Array.from({ length: filesPerFolder }, (_, i) =>
    vault.file(`file-${String(i).padStart(3, "0")}`, i === 0 ? `${name} ${version}` : name),
  );
  return vault.folder(name, files);
}

async function list(vault: Vault, snapshot: string): Promise<void> {
  let entries = 0;
  const input = { paths: ["/home/ada/folder-7"], recursive: false };
  for await (const _ of vault.ls(snapshot, input)) entries++;
  if (entries !== filesPerFolder + 1) throw new Error(`${entries} entries`);
}

async function history(vault: Vault): Promise<void> {
  const { versions, problems } = await vault.history({ path: "/home/ada/notes/plan.md" });
  const expected = Math.ceil(snapshots / changedEvery);
  if (problems.length > 0) throw new Error(JSON.stringify(problems[0]));
  if (versions.length !== expected) throw new Error(`${versions.length} versions`);
}

async function times(count: number, work: (i: number) => Promise<void>): Promise<number[]> {
  const milliseconds: number[] = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    await work(i);
    milliseconds.push(performance.now() - start);
  }
  return milliseconds;
}

function report(name: string, milliseconds: readonly number[]): void {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    `${sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(2)} ms`;
  const all = milliseconds.length;
  console.log(`${name} (${all}): median ${at(0.5)}, p95 ${at(0.95)}, worst ${at(1)}`);
}
