import { hash } from "node:crypto";
import type { Snapshot } from "./snapshot.ts";

/**
 * Lets snapshots that name the same paths share one list of them: a backup that is made every hour names its hundreds of
 * paths thousands of times.
 */
export class SharedLists {
  private readonly known = new Map<string, readonly string[]>();
  /** The last list of each length: the next one is mostly the same but for a few texts. */
  private readonly last = new Map<number, readonly string[]>();

  /** The snapshot with the lists of earlier ones, where they are equal. */
  share(snapshot: Snapshot): Snapshot {
    const { paths, excludes, tags } = snapshot;
    return {
      ...snapshot,
      paths: this.one(paths),
      ...(excludes === undefined ? {} : { excludes: this.one(excludes) }),
      ...(tags === undefined ? {} : { tags: this.one(tags) }),
    };
  }

  private one(list: readonly string[]): readonly string[] {
    // Where a text has a zero byte, other lists may have the same hash: they are compared.
    const key = hash("sha256", list.join("\0"), "base64");
    const known = this.known.get(key);
    if (known?.length === list.length && known.every((text, i) => text === list[i])) return known;
    const last = this.last.get(list.length) ?? [];
    const shared = list.map((text, i) => (last[i] === text ? last[i] : text));
    this.last.set(list.length, shared);
    if (known === undefined) this.known.set(key, shared);
    return shared;
  }
}
