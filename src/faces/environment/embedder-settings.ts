import { ResteraError } from "../../foundation/errors.ts";
import type { EmbedderOptions } from "../../compose/open-embedder.ts";
import type { Environment } from "./cloud-credentials.ts";

/**
 * The embedder that the environment names; undefined where it names none. Not from `.env`: whoever puts a file into a folder must
 * not choose where texts are sent. Throws `embedder-model-missing`, `setting-unknown`.
 */
export function embedderSettings(environment: Environment): EmbedderOptions | undefined {
  const value = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const [url, model] = [value("RESTERA_EMBEDDER_URL"), value("RESTERA_EMBEDDER_MODEL")];
  if (url === undefined) return undefined;
  if (model === undefined) throw new ResteraError("embedder-model-missing");
  const prefixes = {
    // Spaces at their ends belong to them.
    queryPrefix: environment["RESTERA_EMBEDDER_QUERY_PREFIX"],
    documentPrefix: environment["RESTERA_EMBEDDER_DOCUMENT_PREFIX"],
  };
  const batch = count("RESTERA_EMBEDDER_BATCH", value("RESTERA_EMBEDDER_BATCH"));
  if (url === "transformers") return { url, model, ...prefixes, batch };
  const dimension = count("RESTERA_EMBEDDER_DIMENSION", value("RESTERA_EMBEDDER_DIMENSION"));
  return { url, model, ...prefixes, batch, dimension, key: value("RESTERA_EMBEDDER_KEY") };
}

function count(setting: string, typed: string | undefined): number | undefined {
  if (typed === undefined) return undefined;
  const number = Number(typed);
  if (Number.isInteger(number) && number >= 1 && number <= 65_536) return number;
  throw new ResteraError("setting-unknown", { setting, value: typed, choices: "1 … 65536" });
}
