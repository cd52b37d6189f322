import type { OpenVaultOptions } from "../../compose.ts";
import { ResteraError } from "../../foundation/errors.ts";
import { cloudCredentials, type Environment } from "./cloud-credentials.ts";

/** The faces that choose their store by variables. */
export type CloudFace = "magnus" | "signaltrust";

/** A store as the variables describe it. */
export interface ChosenStore {
  /** A folder, `s3://…`, `gs://…` or `az://…`; a folder is relative to the working folder. */
  readonly url: string;
  readonly settings: NonNullable<OpenVaultOptions["stores"]>;
}

type Provider = "local" | "aws" | "gcp" | "azure";

const providers: readonly string[] = ["local", "aws", "gcp", "azure"];

const localFolders: Readonly<Record<CloudFace, string>> = {
  magnus: "./dev-data",
  signaltrust: "./data/unified_backups",
};

/**
 * Which store a face uses. Magnus asks `NODE_ENV`: production means S3, anything else (unset: development) the folder
 * `./dev-data`. SignalTrust asks `CLOUD_PROVIDER`: aws, gcp, azure or local (unset: local). `AWS_S3_BUCKET` wins over `S3_BUCKET_NAME`.
 * Throws `setting-unknown` and `setting-missing`.
 */
export function storeFromEnvironment(face: CloudFace, environment: Environment): ChosenStore {
  const settings = cloudCredentials(environment);
  const chosen = face === "magnus" ? magnusChoice(environment) : signaltrustChoice(environment);
  const bucket = (...variables: string[]): string => bucketOf(environment, variables, chosen.by);
  const urls: Readonly<Record<Provider, () => string>> = {
    local: () => localFolders[face],
    aws: () => `s3://${bucket("AWS_S3_BUCKET", "S3_BUCKET_NAME")}`,
    gcp: () => `gs://${bucket("GCP_BUCKET")}`,
    azure: () => `az://${bucket("AZURE_CONTAINER")}`,
  };
  return { url: urls[chosen.provider](), settings };
}

interface Choice {
  readonly provider: Provider;
  /** `CLOUD_PROVIDER=aws`, for messages. */
  readonly by: string;
}

function magnusChoice({ NODE_ENV }: Environment): Choice {
  const mode = NODE_ENV?.trim() || "development";
  return { provider: mode === "production" ? "aws" : "local", by: `NODE_ENV=${mode}` };
}

function signaltrustChoice({ CLOUD_PROVIDER }: Environment): Choice {
  const name = CLOUD_PROVIDER?.trim().toLowerCase() || "local";
  if (!providers.includes(name)) {
    const choices = providers.join(", ");
    throw new ResteraError("setting-unknown", { setting: "CLOUD_PROVIDER", value: name, choices });
  }
  return { provider: name as Provider, by: `CLOUD_PROVIDER=${name}` };
}

function bucketOf(environment: Environment, variables: readonly string[], by: string): string {
  const value = variables.map((name) => environment[name]?.trim()).find(Boolean);
  if (value !== undefined) return value;
  throw new ResteraError("setting-missing", { setting: by, variable: variables[0]! });
}
