import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const built = process.env["TEST_BUILT_PROGRAM"] !== undefined;

/** The program that tests start: as it is shipped when `scripts/test.ts` has built it, which takes half as long to start; else its sources. */
export const cliEntry = join(
  root,
  built ? "dist/faces/cli/restera.js" : "src/faces/cli/restera.ts",
);
