/**
 * Works on items in their order, `most` of them at once. Ends with the first error, once what had begun is over;
 * nothing else is begun after it.
 */
export async function forEachBounded<Item>(
  items: Iterable<Item>,
  most: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  for (const item of items) {
    while (running.size >= most) await Promise.race(running);
    if (failures.length > 0) break;
    const task = work(item)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => running.delete(task));
    running.add(task);
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
}
