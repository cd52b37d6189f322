import { isSystemError, ResteraError } from "../../foundation/errors.ts";
import { type ObjectStore, StoreError } from "../../stores/objects/object-store.ts";

/** Whether an error says that nothing can be written in a vault, which may be read nonetheless. */
export function isRefused(error: unknown): error is StoreError {
  if (!(error instanceof StoreError)) return false;
  if (error.code === "denied" || error.code === "unsupported") return true;
  return isSystemError(error.cause, "ENOSPC", "EDQUOT");
}

/** For whoever only reads: `lock-refused`, which says how to do without a lock; any other error as it is. */
export function lockRefused({ url }: ObjectStore, error: unknown): unknown {
  if (!isRefused(error)) return error;
  const { problem } = error.details;
  return new ResteraError("lock-refused", { url, problem, cause: error });
}
