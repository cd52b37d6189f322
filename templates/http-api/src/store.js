import { randomUUID } from "node:crypto";

/** Keeps {{resource}} in memory. */
export function createStore() {
  const kept = new Map();
  return {
    list: () => [...kept.values()],
    get: (id) => kept.get(id),
    add(value) {
      const item = { ...value, id: randomUUID() };
      kept.set(item.id, item);
      return item;
    },
    remove: (id) => kept.delete(id),
  };
}
