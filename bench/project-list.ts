// How long a list of projects with filters takes: 1,000 and 10,000 of them, in a process that has listed them before (the library), and in one that has not (a
// command), with and without the index.
// node bench/project-list.ts [rounds]
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";
import { listProjects, type ProjectFilter } from "../src/services/projects/list-projects.ts";
import { indexPath, projectStorage } from "../src/services/projects/project-storage.ts";

const counts = [1_000, 10_000];
const warmRounds = Number(process.argv[2] ?? 100);
const coldRounds = Math.ceil(warmRounds / 5);
const filters: readonly ProjectFilter[] = [
  { language: "python", minSizeGb: 1, sort: "size", descending: true, limit: 50 },
  { tag: "production", status: "active", olderThanDays: 30 },
  { text: "shop 12", framework: "react" },
  { status: "archived", sort: "updated" },
  {},
];

if (isMainThread) await main();
else await listOnce(String(workerData));

async function main(): Promise<void> {
  for (const count of counts) {
    const root = mkdtempSync(join(tmpdir(), "restera-list-"));
    try {
      fill(root, count);
      const storage = projectStorage(root);
      await listProjects(storage);
      const warm: number[] = [];
      for (let round = 0; round < warmRounds; round++) {
        warm.push(await timed(() => listProjects(storage, filters[round % filters.length])));
      }
      report(count, "library, listed before", warm);
      report(count, "command, with the index", await cold(root, false));
      report(count, "command, without an index", await cold(root, true));
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }
}

/** In a thread of its own, which knows nothing; only the listing is timed, not the start. */
async function cold(root: string, withoutIndex: boolean): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < coldRounds; round++) {
    if (withoutIndex) rmSync(indexPath({ root }), { force: true });
    times.push(
      await new Promise<number>((resolve, reject) => {
        const worker = new Worker(new URL(import.meta.url), { workerData: root });
        worker.once("message", resolve);
        worker.once("error", reject);
      }),
    );
  }
  return times;
}

async function listOnce(root: string): Promise<void> {
  parentPort!.postMessage(await timed(() => listProjects(projectStorage(root), filters[0])));
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** One in five is archived. */
function fill(root: string, count: number): void {
  const hourAgo = new Date(Date.now() - 3_600_000);
  const words = ["python", "typescript", "go", "rust"];
  for (let at = 0; at < count; at++) {
    const id = `project-${at}`;
    const isArchived = at % 5 === 0;
    const folder = join(root, isArchived ? "archives/2026/01" : `projects/${id}`);
    mkdirSync(isArchived ? folder : join(folder, "source"), { recursive: true });
    if (isArchived) writeFileSync(join(folder, `${id}.tar.gz`), "");
    const file = join(folder, isArchived ? `${id}.json` : "metadata.json");
    const metadata = {
      ...{ project_id: id, name: `shop ${(at * 7919) % count}`, type: "generation" },
      ...{ created_at: new Date(1.7e12 + at * 1e6), updated_at: new Date(1.7e12 + at * 2e6) },
      ...{ size_bytes: (at * 1e9) % 7e9, file_count: 100, languages: [words[at % 4], "html"] },
      ...{ frameworks: ["react", "fastapi"], status: isArchived ? "archived" : "active" },
      ...{ tags: ["ecommerce", at % 2 === 0 ? "production" : "test"] },
      git_repository: `https://github.com/user/${id}`,
    };
    writeFileSync(file, JSON.stringify(metadata, undefined, 2));
    utimesSync(file, hourAgo, hourAgo);
  }
  // What changed a moment ago may change again unseen, so the index does not take it.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500);
}

function report(count: number, what: string, times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  const told = `p50 ${at(0.5).toFixed(0)} ms, p95 ${at(0.95).toFixed(0)} ms`;
  console.log(`${String(count).padStart(6)} projects, ${what.padEnd(26)} ${told}`);
}
