// ECMAScript's JSON.rawJSON, which the compiler's libraries do not know yet.
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };

/** One line of JSON. Big integers keep all their digits, as plain numbers. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) =>
    typeof field === "bigint" ? rawJSON(String(field)) : field,
  );
}
