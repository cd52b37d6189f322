import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The folder named by RESTERA_TEST_SERVERS, this project's own cache, then the PATH. */
export function findProgram(name: string): string | undefined {
  const folders = [
    process.env["RESTERA_TEST_SERVERS"],
    join(import.meta.dirname, "../../.cache/servers"),
    ...(process.env["PATH"] ?? "").split(delimiter),
  ];
  return folders
    .filter((folder) => folder !== undefined && folder !== "")
    .map((folder) => join(folder!, name))
    .find(isExecutable);
}

/** The reason to skip a test that needs a program, or false when it is there. */
export function skipWithout(name: string): string | false {
  if (findProgram(name) !== undefined) return false;
  return `the server ${name} is not installed; run test/servers/install-servers.sh`;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
