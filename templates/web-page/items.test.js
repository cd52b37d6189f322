import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { it } from "node:test";
import { addItem, readItems } from "./items.js";

it("keeps what was added, in order", () => {
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  addItem(storage, "first");
  addItem(storage, "second");
  assert.deepEqual(readItems(storage), ["first", "second"]);
});

it("has everything that the page loads", async () => {
  const page = await readFile(new URL("index.html", import.meta.url), "utf8");
  for (const [, file] of page.matchAll(/(?:href|src)="([^"]+)"/g)) {
    await readFile(new URL(file, import.meta.url));
  }
});
