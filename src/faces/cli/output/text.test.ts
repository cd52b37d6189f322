import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { it } from "node:test";
import { escapeText } from "./escape-text.ts";
import { formatMode } from "./format-mode.ts";
import { jsonLine } from "./json-line.ts";
import { shellQuote } from "./shell-quote.ts";
import { formatTable } from "./table.ts";
import { padText, shortenText, textWidth, wrapText } from "./text-width.ts";

it("escapeText: nothing can move the cursor, hide or reorder text", () => {
  assert.equal(escapeText("plain é 漢字 🎉"), "plain é 漢字 🎉");
  assert.equal(escapeText("a\nb\tc\rd"), "a\\nb\\tc\\rd");
  assert.equal(escapeText("\u001b]0;title\u0007"), "\\x1b]0;title\\x07");
  assert.equal(escapeText("\u009b31m"), "\\x9b31m");
  assert.equal(escapeText("invoice\u202egpj.exe"), "invoice\\u202egpj.exe");
  assert.equal(escapeText("a\u200bb\ud800"), "a\\u200bb\\ud800");
});

it("shellQuote: a shell reads back exactly the word", () => {
  const words = [
    "plain/path-1.txt",
    "two words",
    "it's",
    "$HOME `id`",
    "a\nb",
    "back\\slash\tand 'q'",
    "",
  ];
  for (const word of words) {
    const { stdout } = spawnSync("bash", ["-c", `printf %s ${shellQuote(word)}`]);
    assert.equal(stdout.toString(), word);
    assert.equal(escapeText(shellQuote(word)), shellQuote(word));
  }
});

it("formatMode: as Go writes a FileMode", () => {
  assert.equal(formatMode(420), "-rw-r--r--");
  assert.equal(formatMode(2_147_484_141), "drwxr-xr-x");
  assert.equal(formatMode(134_218_239), "Lrwxrwxrwx");
  assert.equal(formatMode(2 ** 23 + 0o755), "urwxr-xr-x");
  assert.equal(formatMode(2 ** 26 + 2 ** 21 + 0o620), "Dcrw--w----");
  assert.equal(formatMode(2 ** 31 + 2 ** 20 + 0o777), "dtrwxrwxrwx");
});

it("textWidth, padText, shortenText: columns, not characters", () => {
  assert.equal(textWidth("漢字"), 4);
  assert.equal(textWidth("e\u0301"), 1);
  assert.equal(padText("漢", 4), "漢  ");
  assert.equal(padText("7", 3, "right"), "  7");
  assert.equal(shortenText("/home/ada/notes/today.md", 12), "/home…day.md");
  assert.ok(textWidth(shortenText("漢字漢字漢字漢字", 7)) <= 7);
  assert.equal(shortenText("short", 5), "short");
});

it("wrapText: never before French punctuation", () => {
  assert.deepEqual(wrapText("aaa bbb ; ccc", 7), ["aaa", "bbb ;", "ccc"]);
  assert.deepEqual(wrapText("one two three", 7), ["one two", "three"]);
});

it("formatTable: fits, and puts the lines of a cell below one another", () => {
  const columns = [
    { title: "ID" },
    { title: "Paths", shrink: true },
    { title: "Size", align: "right" as const },
  ];
  const rows = [["1", `/${"a".repeat(100)}\n/b`, "8 B"]];
  const lines = formatTable(columns, rows, 40);
  assert.ok(lines.every((line) => textWidth(line) <= 40));
  assert.equal(lines.length, 5);
  assert.match(lines[2]!, /^1 {3}\/a+….* 8 B$/);
  assert.match(lines[3]!, /^ {4}\/b$/);
});

it("jsonLine: big integers keep their digits", () => {
  assert.equal(jsonLine({ inode: 2n ** 64n - 1n }), '{"inode":18446744073709551615}');
});

it("formatTable: a listing of very many lines is as wide as its widest", () => {
  const paths = Array.from({ length: 200_000 }, (_, i) => `/path/${i}`).join("\n");
  const lines = formatTable([{ title: "Paths" }], [[paths]]);
  assert.equal(lines.length, 200_003);
  assert.equal(lines[1], "-".repeat("/path/199999".length));
});
