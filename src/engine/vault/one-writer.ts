import type { CallOptions, ObjectStore } from "../../stores/objects/object-store.ts";

/** Beside restic's objects, which restic does not look at. */
const marker = "restera/one-writer";
const text = `Written by restera init: this store lets several writers overwrite each other, so one writes at a time.
`;

/** Notes in the store that its vault is for one writer at a time; every machine that writes there finds it. */
export async function markOneWriter(store: ObjectStore, options: CallOptions = {}): Promise<void> {
  await store.putNew(marker, Buffer.from(text), options);
}

/** True when the vault's store was found to be for one writer at a time. Folders never are. */
export async function hasOneWriter(
  store: ObjectStore,
  options: CallOptions = {},
): Promise<boolean> {
  return store.localPath === undefined && (await store.head(marker, options)) !== null;
}
