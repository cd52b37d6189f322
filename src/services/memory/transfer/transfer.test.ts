import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseRow, RowProblem } from "./parse-row.ts";
import { splitRows } from "./split-rows.ts";

async function rows(
  text: string,
  partLength = 3,
): Promise<(readonly [string | undefined, string])[]> {
  const parts = async function* () {
    for (let at = 0; at < text.length; at += partLength) yield text.slice(at, at + partLength);
  };
  const found: (readonly [string | undefined, string])[] = [];
  for await (const { list, text: row } of splitRows(parts())) found.push([list, row.trim()]);
  return found;
}

describe("rows of an import", () => {
  it("are the items of the document's lists, wherever the parts are cut", async () => {
    const text =
      '{"exported": {"at": "[1]"}, "entities" : [ {"a": "]},\\"["}, [1, {"b": []}],\n7 ],' +
      ' "none": [], "tattoos":[{"c":1}]}\n';
    for (const length of [1, 2, 7, 1000]) {
      assert.deepEqual(await rows(text, length), [
        ["entities", '{"a": "]},\\"["}'],
        ["entities", '[1, {"b": []}]'],
        ["entities", "7"],
        ["tattoos", '{"c":1}'],
      ]);
    }
    assert.deepEqual(await rows('{"entities": [], "tattoos": []}', 1000), []);
    assert.deepEqual(await rows('[{"a":1},{"b":2}]'), [
      [undefined, '{"a":1}'],
      [undefined, '{"b":2}'],
    ]);
  });

  it("are lines, of which a broken one spoils no other", async () => {
    assert.deepEqual(await rows('{"a":1}\n\n{"b":\r\n{"c":3}'), [
      [undefined, '{"a":1}'],
      [undefined, '{"b":'],
      [undefined, '{"c":3}'],
    ]);
    assert.deepEqual(await rows('{"a":1}'), [[undefined, '{"a":1}']]);
  });

  it("end with a word when the document does not", async () => {
    await assert.rejects(rows('{"entities": [{"a": 1}, {"b"'), /its end is missing/);
    await assert.rejects(rows('{"entities": [{"a": 1}}'), /bracket/);
    await assert.rejects(rows("<html>"), /no JSON/);
    await assert.rejects(rows(""), /end is missing/);
  });

  it("may have H2's capitals, JSON in text, and Java's times", () => {
    const row = {
      ENTITY_ID: 7,
      ENTITY_DATA: '{"hero_id": "OPUS"}',
      POSITION_6D: "[1,2,3,4,5,6.5]",
      WORLD_HASH: "w",
    };
    const parsed = parseRow({
      list: "entities",
      text: JSON.stringify({ ...row, CREATED_AT: [2025, 8, 20, 12, 30] }),
    });
    assert.deepEqual("memory" in parsed && parsed.memory, {
      ...{ kind: "entity", id: "7", content: { hero_id: "OPUS" }, heroId: "OPUS", worldHash: "w" },
      ...{ position: [1, 2, 3, 4, 5, 6.5], createdMs: Date.UTC(2025, 7, 20, 12, 30) },
      ...{ author: undefined, tags: undefined, title: undefined },
      ...{ validFromMs: undefined, validToMs: undefined },
    });
    const sql = parseRow({
      list: "entities",
      text: '{"entityId":"a","createdAt":"2025-08-20 12:30:00.123456"}',
    });
    assert.equal("memory" in sql && sql.memory.createdMs, Date.UTC(2025, 7, 20, 12, 30, 0, 123));
  });

  it("are refused with a reason, and by name", () => {
    const refusals: [list: string | undefined, row: unknown, says: RegExp][] = [
      ["entities", { entity_id: "a", position_6d: [1, 2, 3, 4, 5] }, /5 numbers instead of six/],
      ["entities", { entity_id: "a", position_6d: "[1,2,3,4,5,NaN]" }, /no list/],
      ["entities", { entity_id: "a", position_6d: [1, 2, 3, 4, 5, "6"] }, /holds "6"/],
      ["entities", { entity_data: {} }, /id is missing/],
      ["entities", { entity_id: "a", created_at: "yesterday" }, /no moment/],
      ["entities", 7, /no JSON object/],
      [undefined, { name: "?" }, /neither an entity nor a tattoo/],
      [undefined, { kind: "dream", id: "x" }, /dream is no kind/],
    ];
    for (const [list, row, says] of refusals) {
      assert.throws(
        () => parseRow({ list, text: JSON.stringify(row) }),
        (error) => error instanceof RowProblem && says.test(error.message),
      );
    }
  });

  it("keep every digit: ids as text, and what no number can hold is refused by name", () => {
    const take = (list: string, text: string) => {
      const parsed = parseRow({ list, text });
      assert.ok("memory" in parsed);
      return parsed.memory;
    };
    const long = "123456789012345678901";
    const tattoo = take("tattoos", `{"tattoo_id": ${long}, "hero_id": ${long}1}`);
    assert.deepEqual([tattoo.id, tattoo.heroId], [long, `${long}1`]);
    const exact = '{"a":9007199254740992,"b":1e21,"c":0.10000000000000001,"d":-2.50,"e":[12E-1]}';
    assert.deepEqual(
      take("entities", `{"entity_id":"x","entity_data":${exact}}`).content,
      JSON.parse(exact),
    );
    // A time has no use for more than its milliseconds.
    assert.equal(
      take("entities", '{"entity_id":"x","created_at":1755693000123.4567890123}').createdMs,
      1_755_693_000_123,
    );
    const [place] = take(
      "entities",
      '{"id":"x","position_6d":[0.1234567890123456789,0,0,0,0,0]}',
    ).position!;
    assert.equal(place, 0.123_456_789_012_345_68);
    const data = '{"big":9007199254740993}';
    assert.equal(
      take("entities", JSON.stringify({ entity_id: "x", entity_data: data })).content,
      data,
    );
    for (const number of [
      "9007199254740993",
      "9223372036854775808",
      "1e400",
      "-0.12345678901234567890",
    ]) {
      assert.throws(
        () => parseRow({ list: "entities", text: `{"id":"bi","entity_data":{"n":[${number}]}}` }),
        (error) =>
          error instanceof RowProblem &&
          error.id === "bi" &&
          error.message.includes(`${number} cannot be kept exactly; write it as a string`),
        number,
      );
    }
  });
});
