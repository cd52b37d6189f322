import type { CallSubject } from "../call-signal.ts";
import type { StoreError, StoreErrorCode } from "../object-store.ts";
import { codeOf, httpError } from "../remote/http-error.ts";

const meanings: Readonly<Record<string, readonly [StoreErrorCode, string]>> = {
  ContainerNotFound: ["not-found", "there is no such container"],
  BlobNotFound: ["not-found", "it is not there"],
  ContainerBeingDeleted: ["unavailable", "the container is being deleted"],
  AuthenticationFailed: ["denied", "the key, the token or this machine's clock is wrong"],
  AuthorizationFailure: ["denied", "the credentials do not allow this"],
  AuthorizationPermissionMismatch: ["denied", "the credentials do not allow this"],
  NoAuthenticationInformation: ["denied", "the server wants credentials"],
  InvalidAuthenticationInfo: ["denied", "the token is not valid or has expired"],
  AccountIsDisabled: ["denied", "the storage account is disabled"],
  BlobImmutableDueToPolicy: ["denied", "an immutability policy protects it"],
  BlobArchived: ["unavailable", "it is in the archive tier; bring it back from there first"],
  LeaseIdMissing: ["throttled", "somebody holds a lease on it"],
  ServerBusy: ["throttled", "the server is busy"],
  OperationTimedOut: ["timeout", "the server gave up"],
  Md5Mismatch: ["unavailable", "the data was damaged on its way"],
  RequestBodyTooLarge: ["unsupported", "the object is too large for the server"],
};

export function azureError(error: unknown, subject: CallSubject): StoreError {
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  const status = typeof statusCode === "number" ? statusCode : undefined;
  const name = error instanceof Error ? error.name : "";
  if (/^(CredentialUnavailable|AggregateAuthentication|Authentication)/.test(name)) {
    return httpError(error, { code: "credentials" }, subject, {
      credentials: ["denied", "no usable credentials were found"],
    });
  }
  return httpError(error, { status, code: azureCode(error) }, subject, meanings);
}

/** The server's own code: in the body's details, or in a header for requests without a body. */
export function azureCode(error: unknown): string | undefined {
  const { details } = (error ?? {}) as { details?: { errorCode?: unknown; code?: unknown } };
  const named = details?.errorCode ?? details?.code;
  return typeof named === "string" ? named : codeOf(error);
}
