import { after, before } from "node:test";
import type { DatabasesUnderTest } from "./test-database.ts";

/**
 * Databases for the tests of a suite: places are made before the first of them and removed after the last. To be called in `describe`;
 * gives the address of a new, empty database.
 */
export function usePlaces(make: () => Promise<DatabasesUnderTest>): () => Promise<string> {
  let places: DatabasesUnderTest | undefined;
  before(async () => {
    places = await make();
  });
  after(() => places?.cleanUp());
  return () => {
    if (places === undefined) throw new Error("asked for a database before the first test");
    return places.newUrl();
  };
}
