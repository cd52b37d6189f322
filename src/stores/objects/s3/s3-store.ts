import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { RemoteStore } from "../remote/remote-store.ts";
import { S3Driver } from "./s3-driver.ts";

export interface S3Settings {
  readonly bucket: string;
  readonly prefix: string;
  /** Of a compatible server; absent for AWS. */
  readonly endpoint?: string;
  readonly region?: string;
  /** Bucket in the path instead of the host name; true by default when there is an endpoint. */
  readonly pathStyle?: boolean;
  /** The SDK's whole chain (environment, profiles, SSO, container and instance roles) when absent. */
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly sessionToken?: string;
  readonly profile?: string;
}

const connectTimeoutMs = 10_000;
const maxSockets = 64;

/** Opens `s3://bucket/prefix`, at AWS or a compatible server. */
export function openS3Store(settings: S3Settings): RemoteStore {
  const { bucket, prefix } = settings;
  const client = new S3Client(clientConfig(settings));
  const url = `s3://${bucket}${prefix === "" ? "" : `/${prefix}`}`;
  return new RemoteStore(url, prefix, new S3Driver(client, bucket));
}

const ignore = (): void => undefined;

function clientConfig(settings: S3Settings): S3ClientConfig {
  const { endpoint, region, accessKeyId, secretAccessKey, sessionToken, profile } = settings;
  const pathStyle = settings.pathStyle ?? endpoint !== undefined;
  // Compatible servers take any region; AWS's own is looked up by the SDK.
  const chosenRegion = region ?? (endpoint === undefined ? undefined : "us-east-1");
  return {
    forcePathStyle: pathStyle,
    // One attempt: a repeated conditional write would report its own success as a conflict.
    maxAttempts: 1,
    // The SDK writes its warnings to the console otherwise; the errors say the same.
    logger: { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore },
    // Ceph and others refuse the checksums that the SDK sends by default.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      connectionTimeout: connectTimeoutMs,
      httpAgent: { keepAlive: true, maxSockets },
      httpsAgent: { keepAlive: true, maxSockets },
    },
    ...(endpoint !== undefined && { endpoint }),
    ...(chosenRegion !== undefined && { region: chosenRegion }),
    ...(profile !== undefined && { profile }),
    ...(accessKeyId !== undefined &&
      secretAccessKey !== undefined && {
        credentials: {
          accessKeyId,
          secretAccessKey,
          ...(sessionToken !== undefined && { sessionToken }),
        },
      }),
  };
}
