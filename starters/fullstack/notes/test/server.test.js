import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Notes } from "../notes.js";
import { createServer } from "../server.js";

const folder = await mkdtemp(join(tmpdir(), "notes-"));
const server = createServer(new Notes(join(folder, "notes.json")));
await new Promise((done) => server.listen(0, done));
const base = `http://localhost:${server.address().port}`;
after(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

test("notes are kept, and the page is there", async () => {
  const post = (body) => fetch(`${base}/api/notes`, { method: "POST", body });
  await Promise.all(["one", "two"].map(post));
  const notes = await (await fetch(`${base}/api/notes`)).json();
  assert.deepEqual(notes.map((note) => note.text).sort(), ["one", "two"]);
  assert.match(await (await fetch(base)).text(), /<form/);
  assert.equal((await post(" ")).status, 400);
  assert.equal((await fetch(`${base}/../notes.js`)).status, 404);
});
