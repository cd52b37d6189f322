/** For the environment of a program that a test starts: the sources compiled once for all of them (see `scripts/test.ts`). */
export function compiledCode(): Record<string, string> {
  const folder = process.env["NODE_COMPILE_CACHE"];
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}
