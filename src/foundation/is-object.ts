/** True for what JSON writes in braces: no list, not `null`, and no number that is kept as it was written. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value)
  );
}
