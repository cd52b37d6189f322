import { createHash } from "node:crypto";
import { join } from "node:path";

/** Where the key of a vault is kept: the password alone, and what else is known of it. */
export function keyFilesOf(
  folder: string,
  vault: string,
): { readonly passwordFile: string; readonly recordFile: string } {
  const name = createHash("sha256").update(vault).digest("hex").slice(0, 16);
  return {
    passwordFile: join(folder, `${name}.password`),
    recordFile: join(folder, `${name}.json`),
  };
}
