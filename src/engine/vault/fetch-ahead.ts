/** Something stored that is to be read. */
export interface SizedObject {
  readonly id: string;
  readonly size: number;
}

export interface Fetched<Content> extends SizedObject {
  /** Rejects as the fetch did. */
  readonly content: Promise<Content>;
}

const MOST_AT_ONCE = 8;
/** Large objects are not for waiting in memory: beyond this only one more is fetched than is being used. */
const MOST_BYTES = 4 << 20;

/**
 * Gives objects in their order, and fetches those that follow while the caller works on one: thousands of small files are mostly
 * waiting. What has begun when the caller stops is waited for.
 */
export async function* fetchAhead<Content>(
  objects: readonly SizedObject[],
  fetch: (id: string) => Promise<Content>,
): AsyncGenerator<Fetched<Content>> {
  const begun: Fetched<Content>[] = [];
  let [next, bytes] = [0, 0];
  try {
    for (;;) {
      while (next < objects.length && begun.length < MOST_AT_ONCE) {
        const { id, size } = objects[next]!;
        if (begun.length > 0 && bytes + size > MOST_BYTES) break;
        const content = fetch(id);
        // The caller learns of it when its turn comes.
        content.catch(() => undefined);
        begun.push({ id, size, content });
        bytes += size;
        next++;
      }
      const first = begun.shift();
      if (first === undefined) return;
      bytes -= first.size;
      yield first;
    }
  } finally {
    await Promise.allSettled(begun.map(({ content }) => content));
  }
}
