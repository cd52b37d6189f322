import { extname, join } from "node:path";

/** The program itself, from the sources or from `dist/`. */
export const programFile = join(import.meta.dirname, `../restera${extname(import.meta.filename)}`);
