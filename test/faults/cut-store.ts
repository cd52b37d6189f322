import { StoreError } from "../../src/stores/objects/object-store.ts";
import { WrappedStore } from "../../src/stores/objects/wrappers/wrapped-store.ts";

/** Where a run ends: at which write to any of the stores, and whether that one still took effect. */
export interface Cut {
  left: number;
  readonly takesEffect: boolean;
}

/** A store whose writes fail from a certain one on, as if the process had been killed there. */
export class CutStore extends WrappedStore {
  readonly #cut: Cut;

  constructor(inner: WrappedStore["inner"], cut: Cut) {
    super(inner);
    this.#cut = cut;
  }

  override putNew: WrappedStore["putNew"] = (key, ...rest) =>
    this.#write(key, () => this.inner.putNew(key, ...rest));

  override replace: WrappedStore["replace"] = (key, ...rest) =>
    this.#write(key, () => this.inner.replace(key, ...rest));

  async #write<T>(key: string, write: () => Promise<T>): Promise<T> {
    this.#cut.left--;
    if (this.#cut.left > 0) return write();
    if (this.#cut.left === 0 && this.#cut.takesEffect) await write();
    throw new StoreError("unavailable", { store: this.url, key, problem: "cut" });
  }
}
