import type { ObjectStore } from "../stores/objects/object-store.ts";
import { parseStoreUrl, type BucketAddress } from "../stores/objects/parse-store-url.ts";
import type { StoreSettings } from "../stores/objects/store-settings.ts";
import { withBandwidthLimit } from "../stores/objects/wrappers/with-bandwidth-limit.ts";
import { withConnectionLimit } from "../stores/objects/wrappers/with-connection-limit.ts";
import { withRetries } from "../stores/objects/wrappers/with-retries.ts";
import { withTraffic } from "../stores/objects/wrappers/with-traffic.ts";

const defaultConnections = 5;

/**
 * Opens the store of an address: `/path`, `file:///path`, `s3://bucket/prefix?endpoint=&region=`,
 * `gs://bucket/prefix`, `az://container/prefix?account=`. What the address says wins over `settings`.
 * What is read and written is measured and slowed as `settings` ask. Buckets come with retries and a bound on connections. Each adapter, and so each cloud's SDK, is loaded only when its address is used.
 */
export async function openObjectStore(
  url: string,
  settings: StoreSettings = {},
): Promise<ObjectStore> {
  const address = parseStoreUrl(url);
  if (address.kind === "local") {
    const { LocalStore } = await import("../stores/objects/local/local-store.ts");
    return measuredAndSlowed(new LocalStore(address.folder), settings);
  }
  // From the inside out; a repeated call waits without holding a connection.
  const bucket = measuredAndSlowed(await openBucket(address, settings), settings);
  const limited = withConnectionLimit(bucket, settings.connections ?? defaultConnections);
  return withRetries(limited, settings.retries);
}

function measuredAndSlowed(store: ObjectStore, settings: StoreSettings): ObjectStore {
  const { uploadBytesPerSecond, downloadBytesPerSecond, onTraffic } = settings;
  const limits = {
    ...(uploadBytesPerSecond !== undefined && { uploadBytesPerSecond }),
    ...(downloadBytesPerSecond !== undefined && { downloadBytesPerSecond }),
  };
  const measured = onTraffic === undefined ? store : withTraffic(store, onTraffic);
  const isSlowed = Object.keys(limits).length > 0;
  return isSlowed ? withBandwidthLimit(measured, limits) : measured;
}

async function openBucket(address: BucketAddress, settings: StoreSettings): Promise<ObjectStore> {
  const { kind, bucket, prefix, options } = address;
  const { endpoint, region, account, project: projectId } = options;
  const common = {
    ...settings.connection,
    ...{ bucket, prefix, ...(endpoint !== undefined && { endpoint }) },
  };
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
