import { after, before, describe } from "node:test";
import type { ObjectStore } from "../object-store.ts";
import { testLimits } from "./contract-limits.ts";
import { testLists } from "./contract-lists.ts";
import { testObjects } from "./contract-objects.ts";
import { testRaces } from "./contract-races.ts";
import { testVersions } from "./contract-versions.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

/**
 * Tests an adapter against the contract of `ObjectStore`, with real races. Call it in a file that
 * `node --test` runs. `makeStore` gives an empty store; it is used by all tests and cleaned up at the end.
 */
export function testObjectStore(
  name: string,
  makeStore: () => Promise<StoreUnderTest>,
  options: { readonly skip?: string | false } = {},
): void {
  describe(`${name} keeps the contract of object stores`, { skip: options.skip ?? false }, () => {
    let made: StoreUnderTest | undefined;
    const underTest = (): StoreUnderTest => made!;
    const store = (): ObjectStore => made!.store;
    before(async () => {
      made = await makeStore();
    });
    after(async () => {
      await made?.store.close();
      await made?.cleanUp?.();
    });
    testObjects(store);
    testLists(store);
    testVersions(store);
    testRaces(underTest);
    testLimits(store);
  });
}
