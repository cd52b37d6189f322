import { type GetOptions, type ObjectStore, StoreError } from "./object-store.ts";

/** Reads a whole object (or range) into memory; throws `corrupt` when it is longer than `maxBytes`. */
export async function readObject(
  store: ObjectStore,
  key: string,
  options: GetOptions & { readonly maxBytes?: number } = {},
): Promise<Buffer> {
  const { maxBytes = 1 << 30, ...rest } = options;
  const { body } = await store.get(key, rest);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    if (length > maxBytes) {
      throw new StoreError("corrupt", {
        store: store.url,
        key,
        problem: `it has more than ${maxBytes} bytes`,
      });
    }
    parts.push(part);
  }
  const only = parts[0];
  return parts.length === 1 && only !== undefined
    ? Buffer.from(only.buffer, only.byteOffset, only.length)
    : Buffer.concat(parts, length);
}
