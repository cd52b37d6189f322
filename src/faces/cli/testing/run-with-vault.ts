import { fakePorts, fakeVault } from "./fake-vault.ts";
import type { Vault } from "../../../services/snapshots/vault.ts";
import { type CliRun, runCli } from "./run-cli.ts";

/** An environment that names a vault and its password. */
export const environment: Readonly<Record<string, string>> = {
  RESTERA_VAULT: "s3://bucket/vault",
  RESTERA_PASSWORD: "secret",
  TZ: "UTC",
};

/** Runs a command line with a vault that answers with fixed values, or as the test says. */
export function runWithVault(
  words: readonly string[],
  vault: Partial<Vault> = {},
): Promise<CliRun> {
  return runCli(words, { environment, vaults: fakePorts(fakeVault(vault)), cwd: "/work" });
}

/** Every line of a text as JSON. */
export function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
