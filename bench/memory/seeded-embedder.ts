import { crc32 } from "node:zlib";
import { wordsOf } from "../../src/foundation/rough-stem.ts";
import type { Embedder } from "../../src/services/memory/embedding/embedder.ts";

const dimension = 384;

/** Vectors of the size that small models give, made of a text's words without any model: this measures what is done with vectors. */
export const seededEmbedder: Embedder = {
  model: "seeded",
  dimension,
  embed: async (texts) => texts.map(vectorOf),
};

function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(dimension);
  for (const word of wordsOf(text)) {
    // Each word moves some of the numbers, always the same.
    for (let i = 0, state = crc32(word); i < 8; i++) {
      state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0;
      vector[state % dimension]! += state & 1024 ? 1 : -1;
    }
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}
