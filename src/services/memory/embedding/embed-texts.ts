import { ResteraError } from "../../../foundation/errors.ts";
import type { EmbedCall, Embedder } from "./embedder.ts";

/**
 * The vectors of texts, in their order and of length 1. Throws what the embedder throws, and `embedder-answer` for anything but a
 * list of as many vectors of finite numbers, all of one dimension.
 */
export async function embedTexts(
  embedder: Embedder,
  texts: readonly string[],
  call: EmbedCall,
): Promise<Float32Array<ArrayBuffer>[]> {
  if (texts.length === 0) return [];
  const answer: unknown = await embedder.embed(texts, call);
  call.signal.throwIfAborted();
  const wrong = (problem: string): ResteraError =>
    new ResteraError("embedder-answer", { model: embedder.model, problem });
  if (!Array.isArray(answer)) throw wrong("it is no list of vectors");
  if (answer.length !== texts.length) {
    throw wrong(`it has ${answer.length} vectors for ${texts.length} texts`);
  }
  const dimension = embedder.dimension ?? (answer[0] as { length?: number } | null)?.length;
  return answer.map((each: unknown) => {
    const vector = vectorOf(each);
    if (typeof vector === "string") throw wrong(vector);
    if (vector.length !== dimension) {
      throw wrong(`a vector has ${vector.length} numbers instead of ${dimension}`);
    }
    return vector;
  });
}

/** The vector with length 1, or what is wrong with it. */
function vectorOf(given: unknown): Float32Array<ArrayBuffer> | string {
  if (!Array.isArray(given) && !(given instanceof Float32Array)) return "a vector is no list";
  if (given.length === 0) return "a vector is empty";
  let squares = 0;
  for (const value of given as readonly unknown[]) {
    if (typeof value !== "number" || !Number.isFinite(value)) {
      return `a vector holds ${JSON.stringify(value) ?? "nothing"}, which is no finite number`;
    }
    squares += value * value;
  }
  const length = Math.sqrt(squares);
  if (!(length > 0 && length < Infinity)) return "a vector points nowhere";
  return Float32Array.from(given as readonly number[], (value) => value / length);
}
