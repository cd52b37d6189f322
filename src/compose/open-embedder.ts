import { ResteraError } from "../foundation/errors.ts";
import type { Embedder } from "../services/memory/embedding/embedder.ts";
import {
  httpEmbedder,
  type HttpEmbedderOptions,
} from "../services/memory/embedding/http-embedder.ts";
import {
  transformersEmbedder,
  type TransformersOptions,
} from "../services/memory/embedding/transformers-embedder.ts";

/** An embedder by its address: a server's, or `transformers` for the plug-in that computes in this process. */
export type EmbedderOptions =
  | HttpEmbedderOptions
  | (TransformersOptions & { readonly url: "transformers" });

/** An embedder as `openMemory()` takes it. Asks nobody yet. Throws `embedder-model-missing`, `setting-unknown`. */
export function openEmbedder(options: EmbedderOptions): Embedder {
  if (options.model.trim() === "") throw new ResteraError("embedder-model-missing");
  return isTransformers(options) ? transformersEmbedder(options) : httpEmbedder(options);
}

function isTransformers(
  options: EmbedderOptions,
): options is Extract<EmbedderOptions, TransformersOptions> {
  return options.url === "transformers";
}
