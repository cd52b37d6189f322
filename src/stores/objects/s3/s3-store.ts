import type { AgentOptions } from "node:https";
import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import type { ConnectionSettings } from "../remote/connection-settings.ts";
import { RemoteStore } from "../remote/remote-store.ts";
import type { S3StorageClass } from "../store-settings.ts";
import { S3Driver } from "./s3-driver.ts";

export interface S3Settings extends ConnectionSettings {
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
  /** What objects are kept as, such as `STANDARD_IA`; the bucket's own way when absent. */
  readonly storageClass?: S3StorageClass;
  /** Requests are not signed, for buckets that anybody may use. */
  readonly anonymous?: boolean;
}

const connectTimeoutMs = 10_000;
const maxSockets = 64;

/** Opens `s3://bucket/prefix`, at AWS or a compatible server. */
export function openS3Store(settings: S3Settings): RemoteStore {
  const { bucket, prefix, userAgent, requestTimeoutMs, storageClass } = settings;
  const client = new S3Client(clientConfig(settings));
  if (userAgent !== undefined) callItself(client, userAgent);
  if (storageClass !== undefined) keepAs(client, storageClass);
  const url = `s3://${bucket}${prefix === "" ? "" : `/${prefix}`}`;
  return new RemoteStore(url, prefix, new S3Driver(client, bucket), requestTimeoutMs);
}

/** Instead of the SDK's own name, once that has been set. */
function callItself(client: S3Client, userAgent: string): void {
  client.middlewareStack.add(
    (next) => (call) => {
      const { headers } = call.request as { readonly headers: Record<string, string> };
      headers["user-agent"] = userAgent;
      return next(call);
    },
    // After it is signed, which the name has no part in.
    { step: "finalizeRequest", priority: "low", name: "callItself" },
  );
}

function keepAs(client: S3Client, StorageClass: S3StorageClass): void {
  const writing: readonly unknown[] = ["PutObjectCommand", "CreateMultipartUploadCommand"];
  client.middlewareStack.add(
    (next, { commandName }) =>
      (call) =>
        next(
          writing.includes(commandName)
            ? { ...call, input: { ...call.input, StorageClass } }
            : call,
        ),
    { step: "initialize", name: "keepAs" },
  );
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
      httpsAgent: { keepAlive: true, maxSockets, ...tlsOf(settings) },
    },
    ...(endpoint !== undefined && { endpoint }),
    ...(chosenRegion !== undefined && { region: chosenRegion }),
    ...(profile !== undefined && { profile }),
    ...(settings.anonymous === true && { signer: { sign: (request) => Promise.resolve(request) } }),
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

function tlsOf({ clientCertificate, insecureTls }: ConnectionSettings): AgentOptions {
  return {
    ...(clientCertificate !== undefined && { cert: clientCertificate, key: clientCertificate }),
    ...(insecureTls === true && { rejectUnauthorized: false }),
  };
}
