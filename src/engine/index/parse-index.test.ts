import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { test } from "node:test";
import { ResteraError } from "../../foundation/errors.ts";
import { DATA } from "../blob-type.ts";
import { parseIndex } from "./parse-index.ts";
import { IndexScanner, type IndexVisitor } from "./scan-index.ts";

/** Notes what it is told, one line for each call. */
class Notes implements IndexVisitor {
  readonly lines: string[] = [];
  private readonly unwanted: string | undefined;

  constructor(unwanted?: string) {
    this.unwanted = unwanted;
  }

  pack(id: string): boolean {
    this.lines.push(`pack ${id.slice(0, 4)}`);
    return id !== this.unwanted;
  }

  blob(type: number, id: Uint8Array, offset: number, length: number, rawLength: number): void {
    const name = Buffer.from(id).toString("hex").slice(0, 4);
    this.lines.push(`${type === DATA ? "data" : "tree"} ${name} ${offset} ${length} ${rawLength}`);
  }
}

const idOf = (name: string): string => hash("sha256", name);
const short = (name: string): string => idOf(name).slice(0, 4);

const index = {
  packs: [
    {
      id: idOf("pack 1"),
      blobs: [
        { id: idOf("a"), type: "data", offset: 0, length: 40 },
        {
          id: idOf("b"),
          type: "data",
          offset: 40,
          length: 4294967200,
          uncompressed_length: 2147483647,
        },
      ],
    },
    { id: idOf("pack 2"), blobs: [] },
    {
      id: idOf("pack 3"),
      blobs: [{ id: idOf("c"), type: "tree", offset: 0, length: 99, uncompressed_length: 300 }],
    },
  ],
};

const expected = [
  `pack ${short("pack 1")}`,
  `data ${short("a")} 0 40 0`,
  `data ${short("b")} 40 4294967200 2147483647`,
  `pack ${short("pack 2")}`,
  `pack ${short("pack 3")}`,
  `tree ${short("c")} 0 99 300`,
];

/** Bytes with nothing behind them, as they come from a decompressor. */
function exactly(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.from(new Uint8Array(bytes).buffer);
}

function parse(text: string, unwanted?: string): string[] {
  const notes = new Notes(unwanted);
  parseIndex(exactly(text), "index 1234", notes);
  return notes.lines;
}

test("every layout of the same index says the same", () => {
  const compact = JSON.stringify(index);
  const [first, ...others] = index.packs;
  const layouts = {
    "Go's": `${compact}\n`,
    "Go's without a newline": compact,
    "with what it supersedes": `{"supersedes":["${idOf("old")}"],${compact.slice(1)}\n`,
    indented: JSON.stringify(index, null, 2),
    "the oldest, an array alone": JSON.stringify(index.packs),
    "with fields in another order": JSON.stringify({
      packs: [{ blobs: first!.blobs, id: first!.id }, ...others],
    }),
    "with fields that nobody knows": JSON.stringify({ version: 7, packs: index.packs, more: [{}] }),
  };
  for (const [name, text] of Object.entries(layouts)) {
    // What a scanner took before it met something foreign may come again.
    assert.deepEqual([...new Set(parse(text))], expected, name);
  }
});

test("an index without packs is an index", () => {
  for (const text of ['{"packs":[]}\n', "{}", "[]", '{"packs":null}'])
    assert.deepEqual(parse(text), []);
  assert.deepEqual(parse(`{"packs":[{"id":"${idOf("x")}","blobs":null}]}`), [`pack ${short("x")}`]);
});

test("the blobs of a pack that is not wanted are passed over", () => {
  const lines = parse(JSON.stringify(index), idOf("pack 1"));
  assert.deepEqual(
    lines,
    expected.filter((line) => !line.startsWith("data")),
  );
});

test("a length that is null, as rustic writes it, is none", () => {
  const [a] = index.packs[0]!.blobs;
  const blobs = [{ ...a, uncompressed_length: null }];
  const packs = [{ id: index.packs[0]!.id, blobs, time: "2026-11-22T09:06:29.892884749+00:00" }];
  const lines = parse(JSON.stringify({ packs, packs_to_delete: [] }));
  assert.deepEqual(lines.slice(-2), expected.slice(0, 2));
});

test("what is cut off anywhere, or makes no sense, is damage and named", () => {
  const compact = JSON.stringify(index);
  const bad = Array.from({ length: compact.length }, (_, length) => compact.slice(0, length));
  const id = idOf("a");
  for (const blob of [
    `{"id":"${id}","type":"data","offset":-1,"length":40}`,
    `{"id":"${id}","type":"data","offset":0,"length":31}`,
    `{"id":"${id}","type":"data","offset":0,"length":4294967296}`,
    `{"id":"${id}","type":"data","offset":1.5,"length":40}`,
    `{"id":"${id}","type":"data","offset":0,"length":40,"uncompressed_length":2147483648}`,
    `{"id":"${id}","type":"data","offset":99999999999999,"length":40}`,
    `{"id":"${id}","type":"door","offset":0,"length":40}`,
    `{"id":"${id.slice(1)}","type":"data","offset":0,"length":40}`,
    `{"id":"${id.toUpperCase()}","type":"data","offset":0,"length":40}`,
    `{"type":"data","offset":0,"length":40}`,
    `7`,
    `null`,
  ]) {
    bad.push(`{"packs":[{"id":"${idOf("p")}","blobs":[${blob}]}]}`);
  }
  bad.push(
    '{"packs":[{"id":"short","blobs":[]}]}',
    '{"packs":7}',
    '{"packs":[null]}',
    `${compact}x`,
  );
  for (const text of bad) {
    assert.throws(
      () => parse(text),
      (error) =>
        error instanceof ResteraError &&
        error.code === "damaged" &&
        /index 1234/.test(error.message),
      text,
    );
  }
});

test("windows of any size make no difference", () => {
  const blobs = Array.from({ length: 40 }, (_, i) => ({
    id: idOf(`blob ${i}`),
    type: "data",
    offset: i * 50,
    length: 50,
  }));
  const text = exactly(`${JSON.stringify({ packs: [{ id: idOf("p"), blobs }] })}\n`);
  const whole = new Notes();
  parseIndex(text, "index", whole);
  assert.equal(whole.lines.length, 41);
  for (const window of [600, 601, 700, 1023, 4096, text.length]) {
    const notes = new Notes();
    const scanner = new IndexScanner(notes);
    for (let at = 0, end = 0; end < text.length;) {
      end = Math.min(at + window, text.length);
      at = scanner.feed(text, at, end, end === text.length);
    }
    assert.ok(scanner.isWhole, `window ${window}`);
    assert.deepEqual(notes.lines, whole.lines);
  }
});
