import type { OpenVaultOptions } from "../../compose.ts";

type StoreSettings = NonNullable<OpenVaultOptions["stores"]>;

/** Variables by name, as the process or a `.env` file has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Credentials and places of the clouds from their usual variables (restic's too). What is not named stays with each SDK's own chain
 * (profiles, roles, managed identities); an empty variable counts as absent.
 */
export function cloudCredentials(environment: Environment): StoreSettings {
  const of = (...names: string[]): string | undefined =>
    names.map((name) => environment[name]).find((value) => value !== undefined && value !== "");
  return {
    s3: defined({
      accessKeyId: of("AWS_ACCESS_KEY_ID"),
      secretAccessKey: of("AWS_SECRET_ACCESS_KEY"),
      sessionToken: of("AWS_SESSION_TOKEN"),
      region: of("AWS_REGION", "AWS_DEFAULT_REGION"),
      endpoint: of("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"),
    }),
    gcs: defined({
      projectId: of("GCP_PROJECT_ID", "GOOGLE_PROJECT_ID"),
      keyFile: of("GOOGLE_APPLICATION_CREDENTIALS"),
    }),
    azure: defined({
      connectionString: of("AZURE_STORAGE_CONNECTION_STRING"),
      account: of("AZURE_STORAGE_ACCOUNT", "AZURE_ACCOUNT_NAME"),
      accountKey: of("AZURE_STORAGE_KEY", "AZURE_ACCOUNT_KEY"),
      sasToken: of("AZURE_STORAGE_SAS_TOKEN", "AZURE_ACCOUNT_SAS"),
    }),
  };
}

function defined<T extends Record<string, string | undefined>>(
  values: T,
): { [K in keyof T]?: string } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: string };
}
