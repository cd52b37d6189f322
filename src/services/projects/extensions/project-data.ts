import { ResteraError } from "../../../foundation/errors.ts";

/** What backends and plugins get and give: bytes, or a stream of them. */
export type ProjectData = Uint8Array | AsyncIterable<Uint8Array>;

/** Bytes that can also be read as a stream, for who did not say which it takes. */
export type ProjectBytes = Uint8Array<ArrayBuffer> & AsyncIterable<Uint8Array>;

/** More is not put into memory: who takes it says `streams = true`. */
const mostBytes = 2 ** 30;

/** A stream as a backend or a plugin wants it. Throws `extension-invalid` when it wants more bytes at once than memory should hold. */
export async function dataFor(
  stream: AsyncIterable<Uint8Array>,
  { name, streams = false }: { readonly name: string; readonly streams?: boolean | undefined },
): Promise<AsyncIterable<Uint8Array>> {
  if (streams) return stream;
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of stream) {
    bytes += part.length;
    if (bytes > mostBytes) {
      const problem = `${name} takes bytes, and these are more than ${mostBytes}; let it take streams (streams = true)`;
      throw new ResteraError("extension-invalid", { kind: "extension", problem });
    }
    parts.push(part);
  }
  return withStream(Buffer.concat(parts));
}

function withStream(bytes: Buffer<ArrayBuffer>): ProjectBytes {
  const stream = async function* (): AsyncGenerator<Uint8Array> {
    yield bytes.subarray(0);
  };
  return Object.assign(bytes, { [Symbol.asyncIterator]: stream });
}

/** What a backend or a plugin gave, as a stream. Throws `extension-invalid` when it is no data. */
export async function* streamOf(given: unknown, name: string): AsyncGenerator<Uint8Array> {
  if (given instanceof Uint8Array || given instanceof ArrayBuffer) {
    yield given instanceof ArrayBuffer ? new Uint8Array(given) : given;
    return;
  }
  if (!isIterable(given)) {
    const problem = `${name} gave ${given === null ? "null" : typeof given}, not bytes and no stream`;
    throw new ResteraError("extension-invalid", { kind: "extension", problem });
  }
  for await (const part of given) {
    if (part instanceof Uint8Array) {
      yield part;
      continue;
    }
    const problem = `the stream that ${name} gave holds ${typeof part}, not bytes`;
    throw new ResteraError("extension-invalid", { kind: "extension", problem });
  }
}

function isIterable(given: unknown): given is AsyncIterable<unknown> {
  return (
    typeof given === "object" &&
    given !== null &&
    (Symbol.asyncIterator in given || Symbol.iterator in given)
  );
}
