import { setImmediate as turn } from "node:timers/promises";
import { LocalStore } from "../../src/stores/objects/local/local-store.ts";
import type { GetOptions, ObjectStore, StoreError } from "../../src/stores/objects/object-store.ts";

/** What happens to the packs in a bucket. */
export interface PackTraffic {
  /** Most packs that were being fetched at one time. */
  mostAtOnce: number;
  /** Keys that cannot be fetched, and why. */
  readonly broken: Map<string, StoreError>;
}

/** A folder that does not say that it is one: its packs have to be fetched, as from a bucket. */
export function bucketIn(folder: string): { store: ObjectStore; traffic: PackTraffic } {
  const local = new LocalStore(folder);
  const traffic: PackTraffic = { mostAtOnce: 0, broken: new Map() };
  let fetching = 0;

  async function* counted(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      yield* body;
    } finally {
      fetching--;
    }
  }

  const get = async (key: string, options?: GetOptions) => {
    const error = traffic.broken.get(key);
    if (error !== undefined) throw error;
    if (!key.startsWith("data/")) return local.get(key, options);
    traffic.mostAtOnce = Math.max(traffic.mostAtOnce, ++fetching);
    // Others get a turn meanwhile, as on the way to a real bucket.
    await turn();
    const got = await local.get(key, options).catch((error: unknown) => {
      fetching--;
      throw error;
    });
    return { ...got, body: counted(got.body) };
  };

  const store: ObjectStore = {
    url: local.url,
    get,
    probe: (options) => local.probe(options),
    putNew: (key, body, options) => local.putNew(key, body, options),
    head: (key, options) => local.head(key, options),
    list: (prefix, options) => local.list(prefix, options),
    putLarge: (key, body, options) => local.putLarge(key, body, options),
    replace: (key, body, version, options) => local.replace(key, body, version, options),
    delete: (keys, options) => local.delete(keys, options),
    readRef: (name, options) => local.readRef(name, options),
    casRef: (name, expected, value, options) => local.casRef(name, expected, value, options),
    close: () => local.close(),
  };
  return { store, traffic };
}
