import { problemOf } from "../../../foundation/errors.ts";

/** A line on stderr, when the option `debug` is set. */
export function sayDebug({ debug = false }: { readonly debug?: boolean }, text: string): void {
  // oxlint-disable-next-line no-console
  if (debug) console.error(`[magnus] ${text}`);
}

/** A warning as Magnus's documentation shows it; with `debug`, what it came from too. */
export function warn(options: { readonly debug?: boolean }, what: string, error: unknown): void {
  const [first = ""] = problemOf(error).split("\n");
  // oxlint-disable-next-line no-console
  console.warn(`⚠  ${what}: ${first}`);
  if (error instanceof Error) sayDebug(options, error.stack ?? error.message);
}
