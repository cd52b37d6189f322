import { isSystemError, problemOf, ResteraError } from "../../../foundation/errors.ts";
import type { Embedder } from "./embedder.ts";

export interface TransformersOptions {
  /** A model for `feature-extraction`, by its name at Hugging Face or as a folder: `Xenova/all-MiniLM-L6-v2`. */
  readonly model: string;
  readonly queryPrefix?: string | undefined;
  readonly documentPrefix?: string | undefined;
  /** How many texts are computed at once; 16 when absent. */
  readonly batch?: number | undefined;
  /** Gives the library; it is imported by its name when absent. */
  readonly load?: (() => Promise<unknown>) | undefined;
}

/** What is used of `@huggingface/transformers` 3 and 4. */
interface Transformers {
  pipeline(task: "feature-extraction", model: string): Promise<Extractor>;
}
type Extractor = (
  texts: readonly string[],
  options: { readonly pooling: "mean"; readonly normalize: boolean },
) => Promise<{ readonly dims: readonly number[]; readonly data: Float32Array }>;

const packageName = "@huggingface/transformers";
const defaultBatch = 16;
/** The first search of a process waits for its model to be loaded. */
const searchTimeoutMs = 20_000;

/**
 * Vectors computed in this process by `@huggingface/transformers`, where somebody has installed it; the model is loaded with the first
 * texts, from Hugging Face the first time. Throws `embedder-plugin` when it is not installed, or the model cannot be loaded.
 */
export function transformersEmbedder(options: TransformersOptions): Embedder {
  const { model, documentPrefix = "", queryPrefix = "", batch = defaultBatch } = options;
  let loading: Promise<Extractor> | undefined;
  return {
    model: documentPrefix === "" ? model : `${model}|${documentPrefix}`,
    searchTimeoutMs,
    embed: async (texts, { signal, purpose }) => {
      const prefix = purpose === "query" ? queryPrefix : documentPrefix;
      loading ??= loadExtractor(options);
      // A model that could not be loaded now may be there the next time.
      loading.catch(() => (loading = undefined));
      const extract = await loading;
      const vectors: Float32Array[] = [];
      for (let at = 0; at < texts.length; at += batch) {
        signal.throwIfAborted();
        const some = texts.slice(at, at + batch).map((text) => prefix + text);
        const { dims, data } = await extract(some, { pooling: "mean", normalize: true });
        const width = dims.at(-1) ?? 0;
        for (const [row] of some.entries())
          vectors.push(data.slice(row * width, (row + 1) * width));
      }
      return vectors;
    },
    withModel: (other) => {
      const [name = "", ...prefixParts] = other.split("|");
      return transformersEmbedder({
        ...{ ...options, model: name, documentPrefix: prefixParts.join("|") },
      });
    },
  };
}

async function loadExtractor({ model, load }: TransformersOptions): Promise<Extractor> {
  // Not written as a name, so that nobody who builds a program of this one looks for it.
  const name: string = packageName;
  let library: Transformers;
  try {
    library = (await (load === undefined ? import(name) : load())) as Transformers;
  } catch (error) {
    const isMissing = isSystemError(error, "ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND");
    const problem = isMissing ? `${packageName} is not installed` : problemOf(error);
    throw new ResteraError("embedder-plugin", { model, problem, cause: error });
  }
  try {
    return await library.pipeline("feature-extraction", model);
  } catch (error) {
    throw new ResteraError("embedder-plugin", { model, problem: problemOf(error), cause: error });
  }
}
