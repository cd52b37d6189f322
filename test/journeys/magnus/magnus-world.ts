import { join } from "node:path";
import type { TestContext } from "node:test";
import {
  Magnus13Extended,
  MagnusCloudStorage,
  type Magnus13ExtendedOptions,
  type MagnusCloudStorageOptions,
} from "../../../src/faces/library/magnus/index.ts";
import { LocalStore } from "../../../src/stores/objects/local/local-store.ts";
import { collectBytes } from "../../../src/stores/objects/body.ts";
import { ownerOfMany, temporaryFolder, type Owner } from "../../support/temporary-folder.ts";

/** A request that every gate lets through. */
export const clearRequest =
  "Build a REST API in TypeScript with Hono that stores notes in SQLite, with tests for the create, list and delete " +
  "endpoints, JSON answers, and a title that is required.";

/** One cloud, and any number of machines that use it. */
export interface MagnusWorld {
  /** The cloud's folder. */
  readonly cloud: string;
  readonly folder: string;
  magnus(machine: string, options?: Magnus13ExtendedOptions): Magnus13Extended;
  storage(machine: string, options?: MagnusCloudStorageOptions): MagnusCloudStorage;
  /** Keys in the cloud. */
  keys(): Promise<string[]>;
  /** An object as JSON. */
  json(key: string): Promise<Record<string, unknown>>;
  put(key: string, content: string): Promise<void>;
}

export function magnusWorld(owner: Owner): MagnusWorld {
  const own = ownerOfMany();
  owner.after(() => own.end());
  const folder = temporaryFolder(own);
  const cloud = join(folder, "cloud");
  const store = new LocalStore(cloud);
  const common = (machine: string): Magnus13ExtendedOptions => ({
    ...{ store: cloud, environment: {}, localFolder: join(folder, machine) },
    outputFolder: join(folder, `${machine}-generated`),
  });
  const opened = <T extends { close(): Promise<void> }>(each: T): T => {
    own.after(() => each.close());
    return each;
  };
  return {
    ...{ cloud, folder },
    magnus: (machine, options) => opened(new Magnus13Extended({ ...common(machine), ...options })),
    storage: (machine, options) =>
      opened(new MagnusCloudStorage({ ...common(machine), ...options })),
    keys: async () => {
      const found: string[] = [];
      for await (const { key } of store.list("")) found.push(key);
      return found;
    },
    json: async (key) => {
      const { body } = await store.get(key);
      return JSON.parse(Buffer.from(await collectBytes(body)).toString()) as Record<
        string,
        unknown
      >;
    },
    put: async (key, content) => {
      const there = await store.head(key);
      await store.replace(key, Buffer.from(content), there?.version ?? null);
    },
  };
}

/** What is printed with `console.warn` while a test runs. */
export function collectWarnings(t: TestContext): string[] {
  const said: string[] = [];
  t.mock.method(console, "warn", (text: string) => void said.push(text));
  return said;
}
