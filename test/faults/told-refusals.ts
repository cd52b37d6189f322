import assert from "node:assert/strict";
import {
  StoreError,
  type ObjectStore,
  type StoreErrorCode,
} from "../../src/stores/objects/object-store.ts";

export const once1 = { retries: { attempts: 1 } };

/** The call fails with the code and a sentence that a person understands. */
export async function assertTold(
  work: Promise<unknown>,
  code: StoreErrorCode,
  told: RegExp,
): Promise<void> {
  await assert.rejects(work, (error: unknown) => {
    assert.ok(error instanceof StoreError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(String(error.details["problem"]), told);
    return true;
  });
}

export async function drain(store: ObjectStore): Promise<void> {
  for await (const _info of store.list(""));
}
