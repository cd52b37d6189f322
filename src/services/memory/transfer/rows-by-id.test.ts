import assert from "node:assert/strict";
import { test } from "node:test";
import { RowsById } from "./rows-by-id.ts";

test("tells of each id in which row it was before, among very many", () => {
  const rows = new RowsById();
  for (let i = 0; i < 50_000; i++) assert.equal(rows.put(`note\n${i}`, i), undefined);
  for (let i = 0; i < 50_000; i += 7) {
    assert.equal(rows.put(`note\n${i}`, i + 100_000)?.row, i);
  }
  assert.deepEqual(rows.put("note\n7", 1), { row: 100_007, isOther: false });
  assert.equal(rows.put("note\n7", 2, "now this")?.isOther, true);
  assert.equal(rows.put("entity\n7", 1), undefined);
});
