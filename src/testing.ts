/** What others need to test an object store adapter of their own: `import … from "restera/testing"`. */
export { testObjectStore } from "./stores/objects/testing/test-object-store.ts";
export type { Reopening, StoreUnderTest } from "./stores/objects/testing/store-under-test.ts";
export { StoreError } from "./stores/objects/object-store.ts";
export type * from "./stores/objects/object-store.ts";
