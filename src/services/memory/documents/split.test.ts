import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { similarWords } from "../similar-words.ts";
import { snippetOf } from "../snippet.ts";
import { searchTerms } from "../search-terms.ts";
import { splitJson } from "./split-json.ts";
import { splitMarkdown } from "./split-markdown.ts";

const brief = (sections: readonly { anchor: string; title: string; text: string }[]) =>
  sections.map(({ anchor, title, text }) => [anchor, title, text]);

describe("documents", () => {
  it("are split by Markdown's headings, but not by what is in a code fence", () => {
    const text =
      "before\n# A\none\n~~~sh\n# no heading\n```\n~~~\n## B ##\ntwo\n\nC\n===\n- item\n---\n## B\nthree\n# A\nagain";
    assert.deepEqual(brief(splitMarkdown(text).sections), [
      ["", "", "before"],
      ["a", "A", "one\n~~~sh\n# no heading\n```\n~~~"],
      ["a-b", "A › B", "two"],
      ["c", "C", "- item\n---"],
      ["c-b", "C › B", "three"],
      ["a~2", "A", "again"],
    ]);
  });

  it(
    "are cut where a word ends, in time that grows with their length only",
    { timeout: 60_000 },
    () => {
      const { sections } = splitMarkdown("word ".repeat(4_000_000));
      assert.equal(sections.length, 5000);
      assert.ok(sections.every(({ text }) => /^word( word)*$/.test(text)));
      const [first, second] = splitMarkdown(`${"a".repeat(2100)}. ${"b".repeat(2500)}`).sections;
      assert.deepEqual([first?.text.length, second?.text.length], [2101, 2500]);
    },
  );

  it("say their tags and their hero at the top", () => {
    const forms = [
      "---\ntags: [a, 'b c']\nhero: OPUS\n---\nx",
      "---\nhero_id: OPUS\ntags:\n  - a\n  - b c\n---\nx",
    ];
    for (const form of forms) {
      const { sections, tags, hero } = splitMarkdown(form);
      assert.deepEqual([brief(sections), tags, hero], [[["", "", "x"]], ["a", "b c"], "OPUS"]);
    }
  });

  it("are split by JSON's keys where they are large, and lose no word", () => {
    const words = (prefix: string) => Array.from({ length: 400 }, (_, i) => `${prefix}${i}`);
    const value = { small: 1, big: words("a"), deep: { x: words("b").join(" "), y: "z" } };
    const { sections } = splitJson(JSON.stringify(value));
    assert.deepEqual(new Set(sections.map(({ title }) => title)).has("deep › x"), true);
    const all = sections.map(({ text }) => text).join(" ");
    for (const word of [...words("a"), ...words("b"), "small", "z"])
      assert.match(all, new RegExp(`\\b${word}\\b`));
    assert.deepEqual(brief(splitJson('{"a": {"b": 1}}').sections), [["", "", "b: 1"]]);
  });
});

describe("searching", () => {
  it("takes words and phrases, and anything for one", () => {
    assert.deepEqual(searchTerms('the "open gate" AND (x*'), [
      ["the"],
      ["open", "gate"],
      ["and"],
      ["x"],
    ]);
    assert.deepEqual(searchTerms('"" * ^ "'), []);
  });

  it("knows a typing error from another word", () => {
    const known = ["tunnel", "funnel", "tunnels", "kernel", "8443", "cat", "car", "recat"];
    assert.deepEqual(similarWords("tunnle", known, 9), ["tunnel", "funnel", "tunnels"]);
    assert.deepEqual(similarWords("cta", known, 9), ["cat"]);
    assert.deepEqual(similarWords("8444", known, 9), []);
  });

  it("shows where most of the words are, with their places", () => {
    const text = `${"a gate alone. ".repeat(1)}${"filler ".repeat(100)}the gates stood open${" filler".repeat(100)}`;
    const { text: shown, marks } = snippetOf(text, [["gate"], ["open"]]);
    assert.deepEqual(
      marks.map(([start, end]) => shown.slice(start, end)),
      ["gates", "open"],
    );
    assert.ok(shown.startsWith("…") && shown.endsWith("…") && shown.length < 260);
  });
});
