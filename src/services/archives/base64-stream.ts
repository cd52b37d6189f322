/** The bytes as base64 text. */
export async function* base64Of(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held = Buffer.alloc(0);
  for await (const bytes of input) {
    const all = held.length === 0 ? Buffer.from(bytes) : Buffer.concat([held, bytes]);
    const whole = all.length - (all.length % 3);
    if (whole > 0) yield Buffer.from(all.toString("base64", 0, whole));
    held = Buffer.from(all.subarray(whole));
  }
  if (held.length > 0) yield Buffer.from(held.toString("base64"));
}

/** How many characters so many bytes take. */
export function base64Length(size: number): number {
  return Math.ceil(size / 3) * 4;
}

/** The bytes of a base64 text; throws an Error for anything else. */
export async function* fromBase64(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held = "";
  for await (const bytes of input) {
    const text = held + Buffer.from(bytes).toString("latin1");
    const whole = text.length - (text.length % 4);
    if (whole > 0) yield decoded(text.slice(0, whole));
    held = text.slice(whole);
  }
  if (held !== "") throw new Error("it is no base64");
}

function decoded(text: string): Uint8Array {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new Error("it is no base64");
  return Buffer.from(text, "base64");
}
