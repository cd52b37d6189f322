import type { Output } from "./output.ts";

const PART_LENGTH = 16_384;

/** Writes texts one after the other, no faster than they are read. */
export async function writeTexts(
  texts: Iterable<string> | AsyncIterable<string>,
  output: Pick<Output, "data">,
): Promise<void> {
  let held = "";
  for await (const text of texts) {
    held += text;
    if (held.length <= PART_LENGTH) continue;
    await output.data(held);
    held = "";
  }
  await output.data(held);
}
