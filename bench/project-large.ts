// What a project of 5 GB in 100,000 files takes: time, memory and space, for each of the commands that a project goes through.
// node bench/project-large.ts [gigabytes] [files] [folder]
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Random } from "./random.ts";

const [gigabytes, files] = [Number(process.argv[2] ?? 5), Number(process.argv[3] ?? 100_000)];
const folder = process.argv[4] ?? join(import.meta.dirname, "data", "project");
const [source, storage] = [join(folder, "source"), join(folder, "storage")];
const restera = join(import.meta.dirname, "../src/faces/cli/restera.ts");
const filesPerFolder = 100;
const changedPercent = 1;
const poolBytes = 32 << 20;
const largestBytes = 4 << 20;
const sampleMs = 50;

rmSync(storage, { recursive: true, force: true });
const random = new Random("project");
const pool = randomBytes(poolBytes);
const text = Buffer.from(pool.toString("base64"));
if (!existsSync(source)) for (let at = 0; at < files; at++) writeFile(at, "first");

const versions = join(storage, ".restera", "versions");
const run = (name: string, ...words: string[]) => measure(name, words);
await run("store", "store", source, "--id", "p");
const first = bytesOf(versions);
for (let at = 0; at < files; at += 100 / changedPercent) writeFile(at, "second");
await run("store 2", "store", source, "--id", "p");
const second = bytesOf(versions);
const percent = (100 * (second - first)) / first;
console.log(`versions: ${mib(first)} MiB, then ${mib(second)} MiB: ${percent.toFixed(2)} % more`);
await run("extract", "extract", "p", "--target", join(folder, "out"));
drop("out");
await run("extract 1", "extract", "p", "--version", "1", "--target", join(folder, "out"));
drop("out");
await run("archive", "archive", "p");
await run("extract a.", "extract", "p", "--target", join(folder, "out"));
execFileSync("diff", ["-r", source, join(folder, "out")]);
drop("out");
await run("restore", "restore", "p");
execFileSync("diff", ["-r", source, join(storage, "projects/p/source")]);
await run("delete", "delete", "p", "--hard", "--confirm", "p");
drop("storage");

function writeFile(at: number, version: string): void {
  // Many small ones, a few large ones.
  const mean = (gigabytes * 1e9) / files;
  const size = Math.min(largestBytes, Math.floor(-Math.log(1 - random.next() / 2 ** 32) * mean));
  const from = at % 2 === 0 ? pool : text;
  const start = random.next() % (from.length - largestBytes);
  const path = join(source, `folder ${Math.floor(at / filesPerFolder)}`);
  mkdirSync(path, { recursive: true });
  const head = `${version} ${at}\n`;
  writeFileSync(
    join(path, `file-${at}.dat`),
    Buffer.concat([Buffer.from(head), from.subarray(start, start + size)]),
  );
}

async function measure(name: string, words: readonly string[]): Promise<void> {
  const began = performance.now();
  const all = [restera, "project", ...words, "--storage", storage, "--quiet"];
  const child = spawn(process.execPath, all, { stdio: ["ignore", "ignore", "inherit"] });
  const exited = new Promise<number | null>((done) => child.once("exit", (code) => done(code)));
  let peakKib = 0;
  const timer = setInterval(() => {
    peakKib = Math.max(peakKib, peakOf(child.pid!));
  }, sampleMs);
  const code = await exited;
  clearInterval(timer);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(
    `${name.padEnd(11)} ${seconds.padStart(7)} s  ${Math.round(peakKib / 1024)} MiB peak`,
  );
  if (code !== 0) throw new Error(`${name} ended with ${code}`);
}

/** The kernel keeps the highest; the sample only has to come before the end. */
function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function bytesOf(path: string): number {
  return Number(execFileSync("du", ["-sb", path], { encoding: "utf8" }).split("\t")[0]);
}

function mib(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}

function drop(name: string): void {
  rmSync(join(folder, name), { recursive: true, force: true });
}
