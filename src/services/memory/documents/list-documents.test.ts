import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type DocumentProblem, listDocuments } from "./list-documents.ts";

test("a name that is no UTF-8 and a file that vanishes are told of, and the others are listed", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "restera-list-"));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "below"));
  for (const name of ["a.md", "b.md", "c.md", "below/d.md"]) writeFileSync(join(folder, name), "x");
  writeFileSync(
    Buffer.concat([Buffer.from(`${folder}/`), Buffer.from("caf\xe9.md", "latin1")]),
    "x",
  );
  const [problems, listed]: [[DocumentProblem, boolean][], string[]] = [[], []];
  let gone: string | undefined;
  for await (const { path } of listDocuments(folder, (...told) => problems.push(told))) {
    listed.push(path);
    if (gone !== undefined || path.includes("/")) continue;
    gone = ["a.md", "b.md", "c.md"].find((name) => name !== path)!;
    rmSync(join(folder, gone));
  }
  const left = ["a.md", "b.md", "below/d.md", "c.md"].filter((name) => name !== gone);
  assert.deepEqual(listed.sort(), left);
  const names = problems.map(([{ path }]) => path);
  assert.deepEqual(new Set(names), new Set(["caf\uFFFD.md", gone]));
  assert.ok(problems.every(([, isGone]) => isGone));
  assert.match(
    problems.find(([{ path }]) => path.startsWith("caf"))![0].problem,
    /name is no UTF-8/,
  );
});
