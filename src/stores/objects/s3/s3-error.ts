import { S3ServiceException } from "@aws-sdk/client-s3";
import type { CallSubject } from "../call-signal.ts";
import type { StoreError, StoreErrorCode, Version } from "../object-store.ts";
import { codeOf, httpError } from "../remote/http-error.ts";

const meanings: Readonly<Record<string, readonly [StoreErrorCode, string]>> = {
  NoSuchBucket: ["not-found", "there is no such bucket"],
  NoSuchKey: ["not-found", "it is not there"],
  AccessDenied: ["denied", "the credentials do not allow this"],
  InvalidAccessKeyId: ["denied", "the access key is not known"],
  XAdminUserNotFound: ["denied", "the access key is not known"],
  SignatureDoesNotMatch: ["denied", "the secret key does not fit the access key"],
  RequestTimeTooSkewed: ["denied", "this machine's clock is wrong; set it and try again"],
  ExpiredToken: ["denied", "the session token has expired; get a new one"],
  TokenRefreshRequired: ["denied", "the session token has expired; get a new one"],
  InvalidToken: ["denied", "the session token is not valid"],
  AuthorizationHeaderMalformed: ["denied", "the bucket is in another region; give ?region="],
  PermanentRedirect: ["denied", "the bucket is in another region; give ?region="],
  IllegalLocationConstraintException: ["denied", "the bucket is in another region; give ?region="],
  RegionMissing: ["denied", "the bucket's region is not known; set AWS_REGION or give ?region="],
  CredentialsProviderError: ["denied", "no credentials were found"],
  InvalidObjectState: ["unavailable", "it is in an archive class; restore it from there first"],
  ConditionalRequestConflict: ["throttled", "another request for the same object is under way"],
  OperationAborted: ["throttled", "another request for the same object is under way"],
  SlowDown: ["throttled", "too many requests"],
  RequestTimeout: ["timeout", "the server gave up waiting for data"],
  BadDigest: ["unavailable", "the data was damaged on its way"],
  XAmzContentSHA256Mismatch: ["unavailable", "the data was damaged on its way"],
  IncompleteBody: ["unavailable", "the connection was cut"],
  NotImplemented: ["unsupported", "the server does not know this request"],
  EntityTooLarge: ["unsupported", "the object is too large for the server"],
  QuotaExceeded: ["unavailable", "the quota is used up"],
};

export function s3Error(error: unknown, subject: CallSubject): StoreError {
  // The SDK has no code for this.
  const isPlaceless = error instanceof Error && error.message === "Region is missing";
  const facts = isPlaceless ? { code: "RegionMissing" } : s3Facts(error);
  return httpError(error, facts, subject, meanings);
}

/** The HTTP status and the server's code of whatever the SDK threw. */
export function s3Facts(error: unknown): { status?: number; code?: string } {
  const metadata = (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata;
  const status = metadata?.httpStatusCode;
  const name = error instanceof Error ? error.name : undefined;
  const isNamed = error instanceof S3ServiceException || name === "CredentialsProviderError";
  const code = isNamed ? name : codeOf(error);
  return { ...(status !== undefined && { status }), ...(code !== undefined && { code }) };
}

/** An ETag as a version: some servers quote it, some do not, and Ceph compares it without. */
export function unquoted(etag: string | undefined): Version {
  return (etag ?? "").replace(/^"|"$/g, "");
}
