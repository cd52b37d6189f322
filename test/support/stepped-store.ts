import {
  type Body,
  type CallOptions,
  type ObjectStore,
  type PutOptions,
  StoreError,
} from "../../src/stores/objects/object-store.ts";
import { WrappedStore } from "../../src/stores/objects/wrappers/wrapped-store.ts";

/** Called before each change to a store: its number from 1 up, and which key. A throw stops the store for good. */
export type BeforeStep = (step: number, key: string) => Promise<void> | void;

/** A store that says each change before it happens, one key at a time; locks do not count. */
export class SteppedStore extends WrappedStore {
  steps = 0;
  private readonly before: BeforeStep;
  private stopped = false;

  constructor(inner: ObjectStore, before: BeforeStep = () => undefined) {
    super(inner);
    this.before = before;
  }

  override async putNew(
    key: string,
    body: Body,
    options?: PutOptions,
  ): Promise<"created" | "exists"> {
    await this.step(key);
    return super.putNew(key, body, options);
  }

  override async delete(
    keys: readonly string[],
    options?: CallOptions,
  ): Promise<Map<string, StoreError>> {
    const failed = new Map<string, StoreError>();
    for (const key of keys) {
      await this.step(key);
      for (const [name, error] of await super.delete([key], options)) failed.set(name, error);
    }
    return failed;
  }

  private async step(key: string): Promise<void> {
    if (!this.stopped && key.startsWith("locks/")) return;
    if (!this.stopped) {
      try {
        return await this.before(++this.steps, key);
      } catch {
        // As if the process had been killed here.
        this.stopped = true;
      }
    }
    throw new StoreError("unavailable", { key, store: this.url, problem: "stopped" });
  }
}
