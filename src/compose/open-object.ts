import { ResteraError } from "../foundation/errors.ts";
import type { ObjectStore } from "../stores/objects/object-store.ts";
import { parseStoreUrl } from "../stores/objects/parse-store-url.ts";
import type { StoreSettings } from "../stores/objects/store-settings.ts";
import { openObjectStore } from "./open-object-store.ts";

/** Whether a text is the address of an object in a bucket, rather than a path here. */
export function isObjectUrl(text: string): boolean {
  return /^(?:s3|gs|az):\/\//i.test(text);
}

/** Opens the bucket of `s3://bucket/key`, `gs://bucket/key` or `az://container/key` while work is done with the object. Throws `usage`. */
export async function withObject<Result>(
  url: string,
  settings: StoreSettings,
  work: (object: { readonly store: ObjectStore; readonly key: string }) => Promise<Result>,
): Promise<Result> {
  const address = parseStoreUrl(url);
  if (address.kind === "local" || address.prefix === "") {
    throw new ResteraError("usage", { problem: `“${url}” names no object in a bucket` });
  }
  const [scheme] = url.split("://");
  const query = new URLSearchParams(address.options).toString();
  const bucket = `${scheme}://${address.bucket}${query === "" ? "" : `?${query}`}`;
  const store = await openObjectStore(bucket, settings);
  try {
    return await work({ store, key: address.prefix });
  } finally {
    await store.close();
  }
}
