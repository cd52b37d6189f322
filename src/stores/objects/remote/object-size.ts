/**
 * The size of a whole object from the headers of an answer: after the slash of `content-range` for a
 * part, else `content-length`. Throws without either: then nobody can tell whether the answer is whole.
 */
export function objectSize(
  contentRange: string | null | undefined,
  contentLength: number | string | null | undefined,
): number {
  const size = Number(contentRange?.split("/").at(-1) ?? contentLength ?? undefined);
  if (!Number.isSafeInteger(size)) throw new Error("the answer does not tell its length");
  return size;
}
