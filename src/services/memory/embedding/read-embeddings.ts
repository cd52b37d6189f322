import { ResteraError } from "../../../foundation/errors.ts";
import { isObject } from "../../../foundation/is-object.ts";

/**
 * The vectors in an answer to `POST /v1/embeddings`, in the order of the texts, which `index` says: as numbers, or as base64 of
 * little-endian numbers of four bytes. Throws `embedder-answer`.
 */
export function readEmbeddings(
  body: string,
  count: number,
  about: { readonly server: string; readonly model: string },
): Float32Array[] {
  const wrong = (problem: string): ResteraError =>
    new ResteraError("embedder-answer", { ...about, problem });
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    throw wrong(/^\s*</.test(body) ? "it is a web page, no JSON" : "it is no JSON");
  }
  const data = isObject(answer) ? answer["data"] : undefined;
  if (!Array.isArray(data)) throw wrong("it has no list of vectors");
  if (data.length !== count) throw wrong(`it has ${data.length} vectors for ${count} texts`);
  const vectors: Float32Array[] = [];
  for (const [at, item] of (data as unknown[]).entries()) {
    const { embedding, index = at } = isObject(item) ? item : {};
    const vector = numbersOf(embedding);
    if (typeof vector === "string") throw wrong(vector);
    if (typeof index !== "number" || !(index in data) || vectors[index] !== undefined) {
      throw wrong("it does not say which vector is of which text");
    }
    vectors[index] = vector;
  }
  return vectors;
}

function numbersOf(embedding: unknown): Float32Array | string {
  if (typeof embedding === "string") {
    const bytes = Buffer.from(embedding, "base64");
    if (bytes.length === 0 || bytes.length % 4 !== 0) return "a vector is no list";
    return Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4));
  }
  if (!Array.isArray(embedding)) return "a vector is no list";
  const wrong: unknown = embedding.find((value) => !Number.isFinite(value));
  if (embedding.some((value) => !Number.isFinite(value))) {
    return `a vector holds ${JSON.stringify(wrong) ?? "nothing"}, which is no finite number`;
  }
  return Float32Array.from(embedding as number[]);
}
