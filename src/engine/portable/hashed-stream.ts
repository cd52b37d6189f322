import { createHash } from "node:crypto";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";

/** Counts and hashes bytes on their way. */
export class HashedStream {
  readonly #hash = createHash("sha256");
  #size = 0;

  /** Gives the bytes on as they come. Throws `cancelled` between two of them once the signal is raised. */
  async *through(
    input: AsyncIterable<Uint8Array>,
    signal?: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    for await (const bytes of input) {
      throwIfCancelled(signal);
      this.#hash.update(bytes);
      this.#size += bytes.length;
      yield bytes;
    }
  }

  get size(): number {
    return this.#size;
  }

  /** The SHA-256 of all that went through, in hexadecimal digits; to be asked once. */
  sha256(): string {
    return this.#hash.digest("hex");
  }
}
