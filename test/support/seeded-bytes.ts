import { createCipheriv } from "node:crypto";

/** Bytes that look random, cannot be compressed, and are the same for the same seed. */
export function seededBytes(seed: number, length: number): Buffer {
  const key = Buffer.alloc(16);
  key.writeUInt32LE(seed % 2 ** 32);
  return createCipheriv("aes-128-ctr", key, Buffer.alloc(16)).update(Buffer.alloc(length));
}

/** Text that compresses well and is nowhere the same. */
export function seededText(seed: number, length: number): Buffer {
  const text = Buffer.alloc(length);
  for (let at = 0, line = 0; at < length; line++) {
    at += text.write(`line ${line} of text ${seed}, as source code repeats itself\n`, at, "latin1");
  }
  return text;
}
