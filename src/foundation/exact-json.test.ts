import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseExactJson, withPlainNumbers } from "./exact-json.ts";

const again = (text: string): string => JSON.stringify(parseExactJson(text));

describe("JSON that is read exactly", () => {
  it("gives every number back that a double cannot hold", () => {
    const numbers = [
      ...["12345678901234567890", "-1700000000000000001", "0.12345678901234567890123", "1e400"],
      ...["123456789012345678e-5", "1E-500", "9007199254740993"],
    ];
    for (const number of numbers) assert.equal(again(`{"a":[${number}]}`), `{"a":[${number}]}`);
  });

  it("has ordinary numbers as numbers, however they are written", () => {
    const text =
      "[1.10, 1e21, 0.30000000000000004, 1700000000000000000, 100000000000000000000, -0, 0.0]";
    const value = parseExactJson(text) as unknown[];
    assert.deepEqual(value, JSON.parse(text));
    assert.ok(value.every((each) => typeof each === "number"));
  });

  it("leaves texts with many digits alone, and refuses what is no JSON", () => {
    assert.deepEqual(parseExactJson('{"12345678901234567890":"1e400"}'), {
      "12345678901234567890": "1e400",
    });
    assert.throws(() => parseExactJson("[12345678901234567890"), SyntaxError);
  });

  it("turns into plain numbers where a program calculates with it", () => {
    const value = parseExactJson('{"a":[12345678901234567890,1],"__proto__":{"b":1e400}}');
    const plain = withPlainNumbers(value);
    assert.deepEqual(plain, JSON.parse('{"a":[12345678901234567890,1],"__proto__":{"b":1e400}}'));
  });
});
