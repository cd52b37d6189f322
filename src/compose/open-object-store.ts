import type { ObjectStore } from "../stores/objects/object-store.ts";
import { parseStoreUrl, type BucketAddress } from "../stores/objects/parse-store-url.ts";
import type { StoreSettings } from "../stores/objects/store-settings.ts";

/**
 * Opens the store of an address: `/path`, `file:///path`, `s3://bucket/prefix?endpoint=&region=`,
 * `gs://bucket/prefix`, `az://container/prefix?account=`. What the address says wins over `settings`.
 * Each adapter, and so each cloud's SDK, is loaded only when its address is used.
 */
export async function openObjectStore(
  url: string,
  settings: StoreSettings = {},
): Promise<ObjectStore> {
  const address = parseStoreUrl(url);
  if (address.kind === "local") {
    const { LocalStore } = await import("../stores/objects/local/local-store.ts");
    return new LocalStore(address.folder);
  }
  return openBucket(address, settings);
}

async function openBucket(address: BucketAddress, settings: StoreSettings): Promise<ObjectStore> {
  const { kind, bucket, prefix, options } = address;
  const { endpoint, region, account, project: projectId } = options;
  const common = { bucket, prefix, ...(endpoint !== undefined && { endpoint }) };
  if (kind === "s3") {
    const { openS3Store } = await import("../stores/objects/s3/s3-store.ts");
    const pathStyle = options["path-style"];
    return openS3Store({
      ...settings.s3,
      ...common,
      ...(region !== undefined && { region }),
      ...(pathStyle !== undefined && { pathStyle: pathStyle !== "false" }),
    });
  }
  if (kind === "gcs") {
    const { openGcsStore } = await import("../stores/objects/gcs/gcs-store.ts");
    return openGcsStore({
      ...settings.gcs,
      ...common,
      ...(projectId !== undefined && { projectId }),
    });
  }
  const { openAzureStore } = await import("../stores/objects/azure/azure-store.ts");
  return openAzureStore({
    ...settings.azure,
    ...common,
    ...(account !== undefined && { account }),
  });
}
