import {
  AnonymousCredential,
  BlobServiceClient,
  StorageSharedKeyCredential,
  type StoragePipelineOptions,
} from "@azure/storage-blob";
import { StoreError } from "../object-store.ts";
import type { ConnectionSettings } from "../remote/connection-settings.ts";
import { RemoteStore } from "../remote/remote-store.ts";
import { AzureDriver } from "./azure-driver.ts";

export interface AzureSettings extends ConnectionSettings {
  /** The container. */
  readonly bucket: string;
  readonly prefix: string;
  /** Wins over everything below. */
  readonly connectionString?: string;
  readonly account?: string;
  /** Without it and a SAS token: the SDK's whole chain (environment, managed identity, CLI). */
  readonly accountKey?: string;
  readonly sasToken?: string;
  /** Of another cloud or an emulator; by default the account's own at `blob.core.windows.net`. */
  readonly endpoint?: string;
}

function pipelineOf({ userAgent }: ConnectionSettings): StoragePipelineOptions {
  return {
    // One attempt: what may be repeated is decided outside.
    retryOptions: { maxTries: 1 },
    ...(userAgent !== undefined && { userAgentOptions: { userAgentPrefix: userAgent } }),
  };
}

/** Opens `az://container/prefix`. */
export async function openAzureStore(settings: AzureSettings): Promise<RemoteStore> {
  const { bucket, prefix } = settings;
  const url = `az://${bucket}${prefix === "" ? "" : `/${prefix}`}`;
  const service = await openService(settings, url);
  const container = service.getContainerClient(bucket);
  return new RemoteStore(url, prefix, new AzureDriver(container), settings.requestTimeoutMs);
}

async function openService(settings: AzureSettings, url: string): Promise<BlobServiceClient> {
  const { connectionString, account, accountKey, sasToken } = settings;
  const pipeline = pipelineOf(settings);
  if (connectionString !== undefined) {
    return BlobServiceClient.fromConnectionString(connectionString, pipeline);
  }
  const endpoint = settings.endpoint ?? (account && `https://${account}.blob.core.windows.net`);
  if (endpoint === undefined) {
    const problem = "the storage account is not known; give ?account= or a connection string";
    throw new StoreError("denied", { store: url, key: settings.bucket, problem });
  }
  if (sasToken !== undefined) {
    const signed = `${endpoint}?${sasToken.replace(/^\?/, "")}`;
    return new BlobServiceClient(signed, new AnonymousCredential(), pipeline);
  }
  if (account !== undefined && accountKey !== undefined) {
    const key = new StorageSharedKeyCredential(account, accountKey);
    return new BlobServiceClient(endpoint, key, pipeline);
  }
  // As large as all the rest, and not needed by those who have a key.
  const { DefaultAzureCredential } = await import("@azure/identity");
  return new BlobServiceClient(endpoint, new DefaultAzureCredential(), pipeline);
}
