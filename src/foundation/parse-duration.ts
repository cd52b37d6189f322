import { ResteraError } from "./errors.ts";

const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  "\u00b5s": 1e-3,
  "\u03bcs": 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

const duration = /^[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:[nu\u00b5\u03bcm]?s|[mh]))+$/;
const parts = /(\d+\.?\d*|\.\d+)([nu\u00b5\u03bcm]?s|[mh])/g;

/**
 * A length of time as restic's `--retry-lock` has it, in milliseconds: Go's `time.ParseDuration`, such
 * as `5m`, `1h30m` or `1.5s`; `0` needs no unit. Throws `usage`.
 */
export function parseDuration(text: string): number {
  if (/^[-+]?0$/.test(text)) return 0;
  if (!duration.test(text)) {
    throw new ResteraError("usage", {
      problem: `"${text}" is not a duration such as 30s, 5m or 2h`,
    });
  }
  let milliseconds = 0;
  for (const [, number, unit] of text.matchAll(parts)) {
    milliseconds += Number(number) * (unitMs[unit ?? ""] ?? 0);
  }
  return text.startsWith("-") ? -milliseconds : milliseconds;
}
