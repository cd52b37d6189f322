import { openObjectStore } from "../../compose/open-object-store.ts";
import type { ArchiveCloud, CloudProvider } from "../../services/archives/cloud/archive-cloud.ts";
import type { Environment } from "./cloud-credentials.ts";
import { storeFromEnvironment } from "./store-from-environment.ts";

/** Which cloud `CLOUD_PROVIDER` names; `local` when it names none. Throws `setting-unknown`. */
export function cloudProvider(environment: Environment): CloudProvider {
  const { url } = storeFromEnvironment("signaltrust", {
    CLOUD_PROVIDER: environment.CLOUD_PROVIDER,
    ...anyBucket,
  });
  const providers = { "s3:": "aws", "gs:": "gcp", "az:": "azure" } as const;
  const scheme = /^(?:s3|gs|az):/.exec(url)?.[0] as keyof typeof providers | undefined;
  return scheme === undefined ? "local" : providers[scheme];
}

/** Only the provider is asked for here; the bucket may still be missing. */
const anyBucket = { AWS_S3_BUCKET: "any", GCP_BUCKET: "any", AZURE_CONTAINER: "any" };

/**
 * Opens the cloud of archives that the variables name; undefined for `local`. The SDK is loaded, nothing is asked of the
 * cloud yet. Throws `setting-unknown` and `setting-missing`.
 */
export async function openArchiveCloud(
  environment: Environment,
): Promise<ArchiveCloud | undefined> {
  const provider = cloudProvider(environment);
  if (provider === "local") return undefined;
  const { url, settings } = storeFromEnvironment("signaltrust", environment);
  return { provider, url, store: await openObjectStore(url, settings) };
}
