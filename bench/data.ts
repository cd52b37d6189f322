// What the bench backs up: made once, the same on every machine.
import { createCipheriv } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { Random } from "./random.ts";

/** How much to make; a change of any number makes the data anew. */
export interface DataSize {
  /** Size of all large files together, in MiB. */
  readonly largeMib: number;
  readonly smallFiles: number;
}

export interface DataFolders {
  readonly large: string;
  readonly small: string;
}

export const fullSize: DataSize = { largeMib: 1024, smallFiles: 50_000 };
export const quickSize: DataSize = { largeMib: 64, smallFiles: 2_000 };

const recipe = 2;
const mib = 2 ** 20;

/** Makes `large/` and `small/` below `folder`, or finds them there. */
export function makeData(folder: string, size: DataSize): DataFolders {
  const folders = { large: join(folder, "large"), small: join(folder, "small") };
  const mark = join(folder, "made.json");
  const wanted = JSON.stringify({ recipe, ...size });
  if (existsSync(mark) && readFileSync(mark, "utf8") === wanted) return folders;
  for (const path of [mark, folders.large, folders.small])
    rmSync(path, { recursive: true, force: true });
  makeLargeFiles(folders.large, size.largeMib);
  makeSmallFiles(folders.small, size.smallFiles);
  writeFileSync(mark, wanted);
  return folders;
}

/** Of 1,024 MiB: 320 of prose, 288 of JSON logs, 256 incompressible, 160 of edited copies of the others. */
function makeLargeFiles(folder: string, totalMib: number): void {
  const unit = (totalMib / 1024) * mib;
  const makers: [name: string, count: number, units: number, next: (random: Random) => Buffer][] = [
    ["prose/book-", 8, 40, proseBlock],
    ["logs/agent-", 6, 48, logBlock],
    ["media/clip-", 4, 64, noiseBlock],
  ];
  for (const [name, count, units, next] of makers) {
    for (let i = 0; i < count; i += 1) {
      const random = new Random(`${name}${i}`);
      writeBlocks(join(folder, `${name}${i}`), Math.floor(units * unit), () => next(random));
    }
  }
  makeCopy(folder, "prose/book-0", 40 * unit);
  makeCopy(folder, "logs/agent-0", 48 * unit);
  makeCopy(folder, "media/clip-0", 64 * unit);
  makeCopy(folder, "prose/book-1", 8 * unit);
}

/** Copies the beginning of a file, with some bytes inserted in a few places, so that every later offset moves. */
function makeCopy(folder: string, name: string, bytes: number): void {
  const random = new Random(`copy of ${name}`);
  const original = readFileSync(join(folder, name)).subarray(0, Math.floor(bytes));
  const pieces = 5;
  let next = 0;
  writeBlocks(join(folder, "copies", name), original.length, () => {
    const [start, end] = [next, next + 1].map((part) =>
      Math.ceil((original.length * part) / pieces),
    );
    next += 1;
    return Buffer.concat([Buffer.from(random.word()), original.subarray(start, end)]);
  });
}

/** JSON and (Rust) source files of 0.2 to 64 KiB, most of them small, 25 to a folder; one in twenty repeats an earlier one. */
function makeSmallFiles(folder: string, count: number): void {
  const random = new Random("small files");
  const seen: Buffer[] = [];
  for (let i = 0; i < count; i += 1) {
    const leaf = Math.floor(i / 25);
    const path = join(
      folder,
      `area-${leaf % 10}`,
      `part-${Math.floor(leaf / 10) % 20}`,
      `unit-${leaf}`,
      `file-${i}`,
    );
    const isJson = random.below(2) === 0;
    const bytes = Math.min(64 * 1024, Math.floor(200 + 1_800 * Math.exp(1.2 * random.normal())));
    const repeated = i % 20 === 19 ? seen[random.below(seen.length)] : undefined;
    const content = repeated ?? (isJson ? jsonText(random, bytes) : sourceText(random, bytes));
    if (i % 7 === 0 && seen.length < 1_000) seen.push(content);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.${isJson ? "json" : "rs"}`, content);
  }
}

function writeBlocks(path: string, bytes: number, next: () => Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, "w");
  for (let written = 0; written < bytes;) {
    const block = next();
    written += writeSync(file, block, 0, Math.min(block.length, bytes - written));
  }
  closeSync(file);
}

function proseBlock(random: Random): Buffer {
  return Buffer.from(Array.from({ length: 2_000 }, () => `${random.sentence(12)}.\n`).join(""));
}

function logBlock(random: Random): Buffer {
  const lines = Array.from({ length: 1_000 }, () => {
    const time = new Date(1_760_000_000_000 + random.below(2 ** 31)).toISOString();
    const level = ["debug", "info", "info", "info", "warn", "error"][random.below(6)];
    const call = {
      tool: random.word(),
      durationMs: random.below(5_000),
      tokens: random.below(9_000),
    };
    return `${JSON.stringify({ time, level, session: random.hex(), call, message: random.sentence(8) })}\n`;
  });
  return Buffer.from(lines.join(""));
}

function noiseBlock(random: Random): Buffer {
  const key = Buffer.from(random.hex() + random.hex() + random.hex() + random.hex(), "latin1");
  return createCipheriv("aes-256-ctr", key, Buffer.alloc(16)).update(Buffer.alloc(mib));
}

function jsonText(random: Random, bytes: number): Buffer {
  const entries: unknown[] = [];
  for (let size = 0; size < bytes; size += 150) {
    entries.push({
      id: random.hex(),
      kind: random.word(),
      score: random.below(1_000) / 10,
      note: random.sentence(6),
    });
  }
  return Buffer.from(JSON.stringify({ version: 1, entries }, null, 2).slice(0, bytes));
}

function sourceText(random: Random, bytes: number): Buffer {
  const lines: string[] = [];
  for (let size = 0; size < bytes; size += 120) {
    const [name, argument] = [random.word(), random.word()];
    lines.push(`/// ${random.sentence(6)}.`, `pub fn ${name}(${argument}: &str) -> usize {`);
    lines.push(`    ${argument}.len() * ${random.below(100)}`, "}", "");
  }
  return Buffer.from(lines.join("\n").slice(0, bytes));
}
