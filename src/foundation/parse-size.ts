import { ResteraError } from "./errors.ts";

const unitShift: Readonly<Record<string, bigint>> = { b: 0n, k: 10n, m: 20n, g: 30n, t: 40n };
const maxInt64 = 2n ** 63n - 1n;

/**
 * A size in bytes as restic's options have it: a whole number and at most one letter of `B`, `K`, `M`,
 * `G`, `T` in either case, each 1,024 times the one before: `500M`. Throws `usage` for anything else.
 */
export function parseSize(text: string): number {
  const [, digits, unit] = /^\+?(\d+)([bkmgt]?)$/i.exec(text) ?? [];
  if (digits !== undefined) {
    const bytes = BigInt(digits) << (unitShift[(unit ?? "").toLowerCase()] ?? 0n);
    if (bytes <= maxInt64) return Number(bytes);
  }
  throw new ResteraError("usage", { problem: `"${text}" is not a size such as 500M or 2G` });
}
