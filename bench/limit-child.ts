// limit-child.ts FOLDER: prints how many seconds two threads need to read and encode the folder. See limit.ts.
import { createCipheriv, hash } from "node:crypto";
import { closeSync, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { constants, zstdCompressSync } from "node:zlib";

interface Share {
  readonly paths: readonly string[];
  /** One number: the next path to take. */
  readonly next: SharedArrayBuffer;
}

const threads = 2;
const blockBytes = 2 ** 20;
const level3 = { params: { [constants.ZSTD_c_compressionLevel]: 3 } };

if (isMainThread) await main(process.argv[2] ?? ".");
else work(workerData as Share);

async function main(folder: string): Promise<void> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const share: Share = { paths, next: new SharedArrayBuffer(4) };
  const workers = Array.from(
    { length: threads },
    () => new Worker(import.meta.filename, { workerData: share }),
  );
  await Promise.all(workers.map((worker) => messageOf(worker)));
  const start = performance.now();
  for (const worker of workers) worker.postMessage("start");
  await Promise.all(workers.map((worker) => messageOf(worker)));
  console.log(((performance.now() - start) / 1000).toFixed(3));
}

function messageOf(worker: Worker): Promise<unknown> {
  return new Promise((done, fail) => {
    worker.once("message", done);
    worker.once("error", fail);
  });
}

function work({ paths, next }: Share): void {
  const counter = new Int32Array(next);
  const buffer = Buffer.alloc(blockBytes);
  const cipher = createCipheriv("aes-256-ctr", Buffer.alloc(32, 1), Buffer.alloc(16, 2));
  parentPort?.once("message", () => {
    for (let at = Atomics.add(counter, 0, 1); at < paths.length; at = Atomics.add(counter, 0, 1)) {
      encode(paths[at] ?? "", buffer, cipher);
    }
    parentPort?.postMessage("done");
  });
  parentPort?.postMessage("ready");
}

/** Copies deduplicate, so they are read and hashed, and neither compressed nor encrypted. */
function encode(path: string, buffer: Buffer, cipher: ReturnType<typeof createCipheriv>): void {
  const isCopy = path.includes("/copies/");
  const file = openSync(path, "r");
  let left = fstatSync(file).size;
  while (left > 0) {
    const bytes = readSync(file, buffer);
    if (bytes === 0) break;
    const block = buffer.subarray(0, bytes);
    hash("sha256", block, "buffer");
    if (!isCopy) cipher.update(zstdCompressSync(block, level3));
    left -= bytes;
  }
  closeSync(file);
}
