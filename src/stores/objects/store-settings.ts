import type { ConnectionSettings } from "./remote/connection-settings.ts";
import type { RetrySettings } from "./wrappers/with-retries.ts";
import type { Traffic } from "./wrappers/with-traffic.ts";

/** What S3 can keep objects as and give back at any time. */
export const s3StorageClasses = [
  ...(["STANDARD", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING"] as const),
  "REDUCED_REDUNDANCY",
] as const;
export type S3StorageClass = (typeof s3StorageClasses)[number];

/** Credentials and places for the clouds; whatever is absent is left to each SDK's own chain. */
export interface StoreSettings {
  /** How many calls run at a time (`-o connections=`); 5 by default, as restic has it. */
  readonly connections?: number;
  /** Writers do not wait for each other, even in a store that was found to be for one at a time (`-o writers=several`). */
  readonly severalWriters?: boolean;
  readonly uploadBytesPerSecond?: number;
  readonly downloadBytesPerSecond?: number;
  readonly retries?: RetrySettings;
  readonly connection?: ConnectionSettings;
  readonly onTraffic?: (traffic: Traffic) => void;
  readonly s3?: {
    readonly accessKeyId?: string;
    readonly secretAccessKey?: string;
    readonly sessionToken?: string;
    readonly profile?: string;
    readonly region?: string;
    readonly endpoint?: string;
    readonly pathStyle?: boolean;
    readonly storageClass?: S3StorageClass;
    readonly anonymous?: boolean;
  };
  readonly gcs?: {
    readonly projectId?: string;
    /** A service account's JSON file. */
    readonly keyFile?: string;
    readonly endpoint?: string;
  };
  readonly azure?: {
    readonly connectionString?: string;
    readonly account?: string;
    readonly accountKey?: string;
    readonly sasToken?: string;
    readonly endpoint?: string;
  };
}
