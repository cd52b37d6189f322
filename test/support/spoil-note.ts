import { readFileSync, writeFileSync } from "node:fs";

/** Makes an upload's note name an upload that its server does not know. */
export function spoilNote(file: string): void {
  const note = JSON.parse(readFileSync(file, "utf8")) as { id: string };
  const id = note.id.replace(/.(?=.{0,6}$)/g, (sign) => (sign === "a" ? "b" : "a"));
  writeFileSync(file, JSON.stringify({ ...note, id }));
}
