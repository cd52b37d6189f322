import type { Language } from "../../../foundation/messages/message.ts";

/** What is found in a request, by reading its words. Each list holds every finding once, in the order of the text. */
export interface RequestFacts {
  readonly request: string;
  readonly language: Language;
  /** Plain words, with the ones that carry no content. */
  readonly words: readonly string[];
  /** What is to be done: `create`, `rename`. */
  readonly actions: readonly string[];
  /** Things of software that have a shape: `api`, `form`. */
  readonly artefacts: readonly string[];
  readonly technologies: readonly string[];
  /** What else has content: the matter of the request. */
  readonly topics: readonly string[];
  /** Everyday words, which say something only beside something definite. */
  readonly everyday: readonly string[];
  readonly vague: readonly string[];
  /** Conditions, limits, inputs and outputs, each with the word that shows it. */
  readonly constraints: readonly string[];
  /** File names, quoted texts, numbers, identifiers. */
  readonly literals: readonly string[];
  /** `it`, `this`, `the app`: what only the asker can see. */
  readonly openReferences: readonly string[];
  /** Hard parts by name: `payments`, `realtime`. */
  readonly concerns: readonly string[];
  readonly kind: string;
}
