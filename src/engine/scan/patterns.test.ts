import assert from "node:assert/strict";
import { test } from "node:test";
import { ResteraError } from "../../foundation/errors.ts";
import { textOf, toByteText } from "./byte-text.ts";
import { compilePatterns, isMatched, match } from "./patterns.ts";

function matched(patterns: string | string[], path: string | Uint8Array): boolean {
  const list = compilePatterns([patterns].flat());
  const result = match(list, path).matched;
  assert.equal(isMatched(list, path), result);
  return result;
}

const cases: [pattern: string, path: string, matches: boolean][] = [
  ["*.go", "/home/me/main.go", true],
  ["*.c", "/home/me/main.go", false],
  ["*", "/home/me/main.go", true],
  ["**", "/home/me/main.go", true],
  ["me*", "/home/me/main.go", true],
  ["/me*", "/home/me/main.go", false],
  ["me/*", "/home/me/main.go", true],
  ["me/main.go", "/home/me/main.go", true],
  ["m?/*.g[mno]", "/home/me/main.go", true],
  ["/home/me/", "/home/me", true],
  ["/home//me", "/home/me", true],
  ["/home/../etc", "/etc", true],
  ["/home/*", "/home", false],
  ["/home/me", "/home/me/x/y", true],
  ["me", "/home/me/x/y", true],
  ["/home/*main*", "/home/me/main.go", false],
  ["/home/me", "home/me", false],
  ["home/me", "home/me", true],
  ["me/*.go", "home/me/main.go", true],
  ["a/**/b/*.go", "/x/a/1/2/3/b/main.go", true],
  ["a/**/b/*.go", "/a/b/main.go", true],
  ["a/**/b/*.go", "a/b/c/b/main.go", true],
  ["a/**/b/*.go", "/x/a/main.go", false],
  ["a/**/b/*.go", "/b/a/main.go", false],
  ["a/**/b", "/x/a/1/2/b/main.go", true],
  ["a/**/b/**/c", "/x/a/b/c", true],
  ["a/**/b/**/c", "/x/a/1/2/b/3/4/c", true],
  ["a/**/b/**/c", "/x/a/1/c/2/b", false],
  ["a/**", "/x/a", true],
  ["/a/**/d", "/a/b/c/d", true],
  ["/a/**/d", "/x/a/b/c/d", false],
  ["/**/d", "/a/b/c/d", true],
  ["**/d", "d", true],
  ["/", "/anything", true],
  ["/", "anything", false],
  ["[a-c]x", "/bx", true],
  ["\\*", "/*", true],
  ["\\*", "/x", false],
];

test("a pattern matches a path, or a folder above it", () => {
  for (const [pattern, path, matches] of cases) {
    assert.equal(matched(pattern, path), matches, `${pattern} on ${path}`);
  }
});

test("an absolute pattern says which folders need not be entered", () => {
  const may: [string, string, boolean][] = [
    ["x/y", "/a", true],
    ["/a/b/c", "/a", true],
    ["/a/b/c", "/a/b", true],
    ["/a/b/c", "/a/c", false],
    ["/a/b", "/a/b/c", true],
    ["/a/**/c", "/a/b/x/y", true],
    ["/a/**/c", "/b", false],
    ["/a/b/**/c", "/a", true],
    ["/*/b", "/a", true],
    ["/a/*/c", "/a/b/x", false],
    ["/**", "/a", true],
    ["/", "/a", true],
  ];
  for (const [pattern, path, expected] of may) {
    const { childMayMatch } = match(compilePatterns([pattern]), path);
    assert.equal(childMayMatch, expected, `${pattern} below ${path}`);
  }
});

test("a list answers for all its patterns together", () => {
  const lists: [string[], string, boolean, boolean][] = [
    [[], "/a/b", false, false],
    [["", "*.c"], "/a/b.go", false, true],
    [["/a/*/c", "*.go"], "/a/b.go", true, true],
    [["/*/*/x/t.*"], "/a/b/t.go", false, false],
    [["/*/*/x/t.*"], "/a/b/x", false, true],
  ];
  for (const [patterns, path, isMatch, childMayMatch] of lists) {
    assert.deepEqual(match(compilePatterns(patterns), path), { matched: isMatch, childMayMatch });
  }
});

test("an exclamation mark takes back what earlier patterns matched", () => {
  assert.equal(matched(["*.c", "!main.c"], "/a/main.c"), false);
  assert.equal(matched(["*.c", "!main.c"], "/a/other.c"), true);
  assert.equal(matched(["!main.c", "*.c"], "/a/main.c"), true);
  assert.equal(matched(["*.c", "!main.c", "/a/*"], "/a/main.c"), true);
  assert.equal(matched(["/home/*", "!/home/me"], "/home/me/x"), false);
  assert.equal(matched(["/home/*", "!/home/me"], "/home/you/x"), true);
  const list = compilePatterns(["/home/*", "!/home/me"]);
  assert.deepEqual(match(list, "/home/me"), { matched: false, childMayMatch: false });
});

test("case is ignored beyond ASCII, on request", () => {
  const list = compilePatterns(["*.JPG", "ÉTÉ", "ΟΔΟΣ", "İx"], { ignoreCase: true });
  for (const path of ["/a/B.jpg", "/a/été", "/οδοσ", "/οδοΣ", "/ix", "/İX"]) {
    assert.equal(isMatched(list, path), true, path);
  }
  assert.equal(isMatched(list, "/οδος"), false);
  assert.equal(isMatched(compilePatterns(["*.JPG"]), "/a/B.jpg"), false);
});

test("names that are not UTF-8 match as bytes and as text with escapes", () => {
  const path = Buffer.from("2f63616681", "hex"); // /caf\x81
  assert.equal(matched("caf?", path), true);
  assert.equal(matched("caf\udc81", path), true);
  assert.equal(matched("café", path), false);
  assert.equal(matched("café", Buffer.from("/café")), true);
  assert.equal(matched("caf?", textOf(toByteText(path))), true);
  const list = compilePatterns(["CAF\udc81"], { ignoreCase: true });
  assert.equal(isMatched(list, path), true);
});

test("the same folder asked again and another of the same length keep apart", () => {
  const list = compilePatterns(["/a/b/*.c", "d/e"]);
  const paths = ["/a/b/x.c", "/a/b/y.h", "/a/d/e", "/a/d/x.c", "/a/b", "/x", "d/e/f/g"];
  assert.deepEqual(
    paths.map((path) => match(list, path).matched),
    [true, false, true, false, false, false, true],
  );
});

test("all malformed patterns are named in one error", () => {
  assert.throws(
    () => compilePatterns(["ok", "a[", "b/[]c"]),
    (error) =>
      error instanceof ResteraError &&
      error.code === "usage" &&
      /a\[, b\/\[\]c/.test(error.message),
  );
});

test("patterns that are looked up match as those that are tried one by one", () => {
  const patterns = ["a", "/a/b", "/b", "c/a", "/a/b/c/a", "B", "/c/*", "/", "b*", "/c/b", "**/c/b"];
  const parts = ["a", "b", "c", "B"];
  const paths = ["/", "a", "b/c/a"];
  for (const one of parts)
    for (const two of parts)
      for (const three of parts)
        paths.push(`/${one}`, `/${one}/${two}`, `/${one}/${two}/${three}/a`, `${one}/${three}`);
  for (let chosen = 1; chosen < 1 << patterns.length; chosen += 1) {
    const some = patterns.filter((_, i) => (chosen & (1 << i)) !== 0);
    if (some.length > 3) continue;
    for (const ignoreCase of [false, true]) {
      const lookedUp = compilePatterns(some, { ignoreCase });
      // What takes anything back makes the order matter, and so all are tried in turn.
      const tried = compilePatterns([...some, "!/nothing"], { ignoreCase });
      for (const path of paths) {
        assert.deepEqual(match(lookedUp, path), match(tried, path), `${some.join(" ")}: ${path}`);
        assert.equal(
          isMatched(lookedUp, path),
          isMatched(tried, path),
          `${some.join(" ")}: ${path}`,
        );
      }
    }
  }
});
