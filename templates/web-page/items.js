const key = "{{name}}";

/** The texts that were kept, oldest first. */
export function readItems(storage) {
  return JSON.parse(storage.getItem(key) ?? "[]");
}

export function addItem(storage, text) {
  storage.setItem(key, JSON.stringify([...readItems(storage), text]));
}
