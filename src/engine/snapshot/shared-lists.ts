import type { Snapshot } from "./snapshot.ts";

/**
 * Lets snapshots that name the same paths share one list of them: a backup that is made every hour names its hundreds of
 * paths thousands of times.
 */
export class SharedLists {
  private readonly known = new Map<string, readonly string[]>();

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
    // Neither a path nor a pattern can have a zero byte; where a text has one, the lists are compared.
    const key = list.join("\0");
    const known = this.known.get(key);
    if (known === undefined) this.known.set(key, list);
    else if (known.length === list.length && known.every((text, i) => text === list[i]))
      return known;
    return list;
  }
}
