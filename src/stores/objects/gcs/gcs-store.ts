import { Storage, type StorageOptions } from "@google-cloud/storage";
import type { ConnectionSettings } from "../remote/connection-settings.ts";
import { RemoteStore } from "../remote/remote-store.ts";
import { GcsDriver } from "./gcs-driver.ts";

export interface GcsSettings extends ConnectionSettings {
  readonly bucket: string;
  readonly prefix: string;
  readonly projectId?: string;
  /** A service account's JSON file; the SDK's whole chain (ADC) when absent. */
  readonly keyFile?: string;
  /** Of an emulator, which is used without credentials. */
  readonly endpoint?: string;
}

/** Opens `gs://bucket/prefix`. */
export function openGcsStore(settings: GcsSettings): RemoteStore {
  const { bucket, prefix, projectId, keyFile, endpoint, userAgent, requestTimeoutMs } = settings;
  const options: StorageOptions = {
    // One attempt: what may be repeated is decided outside.
    retryOptions: { autoRetry: false, maxRetries: 0 },
    ...(userAgent !== undefined && { userAgent }),
    ...(projectId !== undefined && { projectId }),
    ...(keyFile !== undefined && { keyFilename: keyFile }),
    ...(endpoint !== undefined && { apiEndpoint: endpoint, projectId: projectId ?? "emulator" }),
  };
  const url = `gs://${bucket}${prefix === "" ? "" : `/${prefix}`}`;
  const driver = new GcsDriver(new Storage(options).bucket(bucket));
  return new RemoteStore(url, prefix, driver, requestTimeoutMs);
}
