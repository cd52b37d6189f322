import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { JsonScanner, type TopMember } from "./json-scanner.ts";

function scan(bytes: Uint8Array, pieceBytes: number): TopMember[] {
  const members: TopMember[] = [];
  const scanner = new JsonScanner((member) => members.push(member));
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    scanner.write(bytes.subarray(at, at + pieceBytes));
  }
  scanner.end();
  return members;
}

/** Accepted however it is cut, or refused however it is cut. */
function accepts(bytes: Uint8Array): boolean {
  const answers = [1, 2, 3, 7, 1000].map((pieceBytes) => {
    try {
      scan(bytes, pieceBytes);
      return true;
    } catch {
      return false;
    }
  });
  assert.equal(new Set(answers).size, 1, String(answers));
  return answers[0]!;
}

const documents = [
  ...["{}", "[]", "0", "-0", "1e5", "-1.5E-3", "true", "false", "null", '""', " \t\r\n[ ] "],
  ...['{"a":1}', '{"a":{"b":[{},[],"]"]},"c":"}"}', '["\\u00e9\\n\\"\\\\", "é☃𝄞"]', '{"":0,"":1}'],
  ...["[1,2,3]", '{"a":[1,{"b":2},3],"d":null}', '"\\ud800"', "[1e400]", '{"__proto__":{}}'],
];
const wrong = [
  ...[
    "",
    " ",
    "{",
    "[",
    "}",
    "]",
    '"',
    "{]",
    "[}",
    "[1,]",
    "[,1]",
    '{"a":1,}',
    "{,}",
    '{"a"}',
    "{a:1}",
  ],
  ...[
    "01",
    "1.",
    ".5",
    "+1",
    "1e",
    "--1",
    "tru",
    "nul",
    "True",
    "NaN",
    "Infinity",
    "undefined",
    "'a'",
  ],
  ...[
    '"\\x"',
    '"\\u12g4"',
    '"a\nb"',
    '"\u0000"',
    "[1 2]",
    '{"a" 1}',
    '{"a":1 "b":2}',
    "1 2",
    "{}{}",
    "[]]",
  ],
  ...["// c\n1", "[1,/**/2]", "\ufeff{}", "nulll", "-", '{"a":}', "[[]", "1,"],
];

describe("a JSON scanner", () => {
  it("accepts and refuses what JSON.parse does", () => {
    for (const text of [...documents, ...wrong]) {
      let isSound = true;
      try {
        JSON.parse(text);
      } catch {
        isSound = false;
      }
      assert.equal(accepts(Buffer.from(text)), isSound, JSON.stringify(text));
    }
  });

  it("does so for every small damage to a document", () => {
    const sound = Buffer.from('{"a": [1.5e3, true, {"b\\u00e9": "x\\n☃"}], "c": null}');
    for (let at = 0; at < sound.length; at++) {
      for (const byte of [0x22, 0x2c, 0x7d, 0x5b, 0x30, 0x5c, 0x0a, 0x20, 0xc3, 0xff]) {
        const bytes = Buffer.from(sound);
        bytes[at] = byte;
        let isSound = true;
        try {
          JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
        } catch {
          isSound = false;
        }
        assert.equal(accepts(bytes), isSound, bytes.toString("latin1"));
      }
    }
  });

  it("refuses what is not UTF-8, also where it is cut", () => {
    for (const bytes of [
      [0xff],
      [0xc3],
      [0xe2, 0x98],
      [0xed, 0xa0, 0x80],
      [0xc0, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
    ]) {
      assert.equal(accepts(Buffer.from([0x22, ...bytes, 0x22])), false, String(bytes));
    }
  });

  it("tells where the members of the outermost object lie", () => {
    const text = ' {"a" : [1, {"x": 2}],\n "b\\u00e9": "é" , "n":12}';
    const bytes = Buffer.from(text);
    for (const pieceBytes of [1, 5, 100]) {
      const told = scan(bytes, pieceBytes).map(({ key, keyStart, start, end }) => [
        ...[key, bytes.toString("utf8", start, end), bytes.toString("utf8", keyStart, end)],
      ]);
      assert.deepEqual(told, [
        ["a", '[1, {"x": 2}]', '"a" : [1, {"x": 2}]'],
        ["bé", '"é"', '"b\\u00e9": "é"'],
        ["n", "12", '"n":12'],
      ]);
    }
  });

  it("says what is wrong and where", () => {
    assert.throws(
      () => scan(Buffer.from('{"a": 1,}'), 4),
      /^Error: a key is missing \(at byte 8\)$/,
    );
    assert.throws(() => scan(Buffer.alloc(200_000, "["), 1000), /nested too deeply/);
  });
});
