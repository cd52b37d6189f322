import { join } from "node:path";
import { parseEnv } from "node:util";
import { isSystemError, problemOf, ResteraError } from "../../foundation/errors.ts";
import type { Environment } from "./cloud-credentials.ts";
import { readSettingsText } from "./read-settings-text.ts";

/**
 * What a `.env` file may set: which cloud, and what opens it. Nothing that names a vault, its password or a command: whoever can put a
 * file into a folder must not be able to send the backups of all who work there elsewhere, or to run a program.
 */
export const envFileVariables: ReadonlySet<string> = new Set([
  "AWS_ACCESS_KEY_ID",
  "AWS_DEFAULT_REGION",
  "AWS_REGION",
  "AWS_S3_BUCKET",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AZURE_ACCOUNT_KEY",
  "AZURE_ACCOUNT_NAME",
  "AZURE_ACCOUNT_SAS",
  "AZURE_CONTAINER",
  "AZURE_STORAGE_ACCOUNT",
  "AZURE_STORAGE_CONNECTION_STRING",
  "AZURE_STORAGE_KEY",
  "AZURE_STORAGE_SAS_TOKEN",
  "CLOUD_AUTO_SYNC",
  "CLOUD_COMPRESS",
  "CLOUD_PROVIDER",
  "CLOUD_SYNC_INTERVAL",
  "GCP_BUCKET",
  "GCP_PROJECT_ID",
  "GOOGLE_APPLICATION_CREDENTIALS",
  "GOOGLE_PROJECT_ID",
  "NODE_ENV",
  "S3_BUCKET_NAME",
]);

/** One key in several variables: half of it from the file would fit nothing. */
const awsIdentity = [
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_PROFILE",
];

/**
 * The environment with what the folder's `.env` adds: the environment wins, and only the clouds' variables are taken. Throws `settings-unreadable` when
 * the file is there and cannot be read.
 */
export function withDotEnv(environment: Environment, folder: string): Environment {
  const path = join(folder, ".env");
  let text: string;
  try {
    text = readSettingsText(path);
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return environment;
    throw new ResteraError("settings-unreadable", { path, problem: problemOf(error) });
  }
  const isChosen = awsIdentity.some((name) => environment[name]);
  const named = Object.entries(parseEnv(text)).filter(
    ([name]) => envFileVariables.has(name) && !(isChosen && awsIdentity.includes(name)),
  );
  return { ...Object.fromEntries(named), ...environment };
}
