/** Makes vectors of texts: near ones of texts that mean something near. */
export interface Embedder {
  /** Names its vectors; those of two models are never compared. */
  readonly model: string;
  /** How many numbers a vector has, where that is known beforehand. */
  readonly dimension?: number | undefined;
  /** How long a search waits for it; two seconds when absent. */
  readonly searchTimeoutMs?: number | undefined;
  /** A vector for each text, in their order. What it throws fails what needs the vectors, never what is kept in memory. */
  embed(
    texts: readonly string[],
    call: EmbedCall,
  ): Promise<readonly (readonly number[] | Float32Array)[]>;
  /** The same place asked for another model; while a new model's vectors are made, searches go on with the old one's. */
  withModel?(model: string): Embedder | undefined;
}

export interface EmbedCall {
  readonly signal: AbortSignal;
  /** Some models want to be told whether a text is looked for or looked through. */
  readonly purpose: "document" | "query";
}
