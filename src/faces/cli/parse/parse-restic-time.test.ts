import assert from "node:assert/strict";
import { it } from "node:test";
import { parseResticTime } from "./parse-restic-time.ts";

it("parseResticTime: restic's ways to write a time", () => {
  const at = (text: string) => {
    const time = parseResticTime(text);
    return time === undefined ? undefined : new Date(time).getTime();
  };
  const local = (...parts: [number, number, number, number?, number?, number?]) =>
    new Date(...parts).getTime();
  assert.equal(at("2026-05-01"), local(2026, 4, 1));
  assert.equal(at("2026-05-01 10:20"), local(2026, 4, 1, 10, 20));
  assert.equal(at("2026-05-01 10:20:30"), local(2026, 4, 1, 10, 20, 30));
  assert.equal(at("01.05.2026"), local(2026, 4, 1));
  assert.equal(at("01.05.2026 10:20"), local(2026, 4, 1, 10, 20));
  assert.equal(at("2026-05-01 10:20:30 +0200"), Date.UTC(2026, 4, 1, 8, 20, 30));
  assert.equal(at("2026-05-01T10:20:30Z"), Date.UTC(2026, 4, 1, 10, 20, 30));
  for (const text of ["", "yesterday", "31.02.2026", "2026-05-01 25:00", "1.5.2026"]) {
    assert.equal(at(text), undefined, text);
  }
});
