import { LocalStore } from "../../../src/stores/objects/local/local-store.ts";
import { ownerOfMany, temporaryFolder } from "../../support/temporary-folder.ts";
import { testRecords } from "./test-records.ts";

// oxlint-disable-next-line require-await
testRecords("a folder", async () => {
  const owner = ownerOfMany();
  const store = new LocalStore(temporaryFolder(owner));
  return { store, stop: () => owner.end() };
});
