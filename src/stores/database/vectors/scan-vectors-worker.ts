import { parentPort } from "node:worker_threads";
import { bestScores, type VectorChunk } from "./best-scores.ts";
import type { ScanAnswer, ScanRequest } from "./vector-scan.ts";

const chunkRows = 2048;
/** Only the last one may have room. */
const chunks: { numbers: Float64Array; vectors: Float32Array; rows: number }[] = [];

// Comparing a hundred thousand vectors takes tens of milliseconds in which the main thread has better things to do.
parentPort!.on("message", (request: ScanRequest) => {
  if (request.kind === "add") add(request.chunk);
  else {
    const { id, query, count, among, chunk } = request;
    const found = bestScores(chunk === undefined ? chunks.map(filled) : [chunk], {
      ...{ query, count },
      ...(among !== undefined && { among: new Set(among) }),
    });
    parentPort!.postMessage({ id, ...found } satisfies ScanAnswer);
  }
});

function add({ numbers, vectors }: VectorChunk): void {
  const width = vectors.length / numbers.length;
  for (let from = 0; from < numbers.length;) {
    let last = chunks.at(-1);
    if (last === undefined || last.rows === chunkRows) {
      last = {
        numbers: new Float64Array(chunkRows),
        vectors: new Float32Array(chunkRows * width),
        rows: 0,
      };
      chunks.push(last);
    }
    const to = Math.min(numbers.length, from + chunkRows - last.rows);
    last.numbers.set(numbers.subarray(from, to), last.rows);
    last.vectors.set(vectors.subarray(from * width, to * width), last.rows * width);
    last.rows += to - from;
    from = to;
  }
}

function filled({ numbers, vectors, rows }: (typeof chunks)[number]): VectorChunk {
  return { numbers: numbers.subarray(0, rows), vectors };
}
