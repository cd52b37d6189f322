/** Credentials and places for the clouds; whatever is absent is left to each SDK's own chain. */
export interface StoreSettings {
  readonly s3?: {
    readonly accessKeyId?: string;
    readonly secretAccessKey?: string;
    readonly sessionToken?: string;
    readonly profile?: string;
    readonly region?: string;
    readonly endpoint?: string;
    readonly pathStyle?: boolean;
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
