import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { registry } from "../registry/registry.ts";
import type { CommandSpec, ValueKind } from "../registry/command-spec.ts";
import { everywhereOptions } from "../registry/everywhere-options.ts";
import { runCli } from "../testing/run-cli.ts";
import { checkValues } from "./check-values.ts";

const leaves = (specs: readonly CommandSpec[]): CommandSpec[] =>
  specs.flatMap((spec) => [...(spec.load ? [spec] : []), ...leaves(spec.commands ?? [])]);

const check = (spec: CommandSpec, name: string, ...values: string[]): void =>
  checkValues({
    kind: "run",
    path: [spec.name],
    spec,
    arguments: [],
    values: new Map([[name, values]]),
  });

describe("checkValues", () => {
  it("refuses nonsense and nothing for each option of each command, and names the option", () => {
    const kinds: readonly ValueKind[] = [
      "amount",
      "count",
      "duration",
      "moment",
      "rate",
      "size",
      "time",
    ];
    for (const spec of leaves(registry)) {
      for (const { name, value, choices } of [...(spec.options ?? []), ...everywhereOptions]) {
        if (choices === undefined && !kinds.includes(value ?? "text")) continue;
        const named = new RegExp(`--${name} `);
        assert.throws(() => check(spec, name, "x!y"), named, `${spec.name} ${name}`);
        assert.throws(() => check(spec, name, ""), named, `${spec.name} ${name}`);
      }
    }
  });

  it("checks each of several values, not only the one that counts", () => {
    const [spec] = leaves(registry);
    assert.throws(() => check(spec!, "retry-lock", "x", "5m"), /--retry-lock/);
    check(spec!, "retry-lock", "5m", "1h30m");
  });

  it("takes an empty value for a variable that was not set, where it would be a place", async () => {
    for (const words of [
      ["snapshots", "--vault", ""],
      ["restore", "latest", "--target", ""],
      ["backup", "--parent=", "/data"],
      ["snapshots", "--cache-dir", ""],
    ]) {
      const { code, stderr } = await runCli(words);
      assert.equal(code, 2, words.join(" "));
      assert.match(stderr, /--(vault|target|parent|cache-dir) has an empty value/);
    }
  });

  it("refuses wrong values of options that the command has no use for", async () => {
    for (const [words, told] of [
      [["snapshots", "--retry-lock", "soon"], /--retry-lock/],
      [["version", "-o", "s3.connections=many"], /-o s3\.connections/],
      [["health", "-o", "nonsense"], /key=value/],
      [["dump", "latest", "/a", "--archive", "rar"], /--archive .*tar, zip/],
      [["ls", "latest", "--sort", "colour"], /--sort .*extension/],
      [["check", "--compression", "most"], /--compression/],
      [["forget", "--keep-last", "1", "--max-unused", "much"], /--max-unused/],
      [["forget", "--keep-last", "1", "--pack-size", "3"], /--pack-size/],
      [["repack", "--smaller-than", "0"], /--smaller-than/],
      [["forget", "--keep-within", "soon", "abc"], /--keep-within/],
      [["init", "--from-password-file", "x"], /--from-password-file.*--copy-chunker-params/],
    ] as const) {
      const { code, stderr } = await runCli(words, { environment: { RESTERA_PASSWORD: "p" } });
      assert.equal(code, 2, `${words.join(" ")}: ${stderr}`);
      assert.match(stderr, told);
    }
  });

  it("refuses options that would do nothing", async () => {
    for (const [words, told] of [
      [["find", "a", "--human-readable"], /--human-readable .* --long/],
      [["ls", "latest", "--human-readable"], /--human-readable .* --long/],
      [["find", "a", "--show-pack-id"], /--show-pack-id .* --blob/],
      [["find", "--pack", "abc", "--show-pack-id"], /--pack and --show-pack-id/],
      [["find", "--blob", "abc", "--oldest", "2026-01-01"], /--blob and --oldest/],
      [["find", "--tree", "abc", "--ignore-case"], /--tree and --ignore-case/],
      [["find", "--pack", "abc", "--long", "--human-readable"], /--pack and --long/],
    ] as const) {
      const { code, stderr } = await runCli(words, { environment: { RESTERA_PASSWORD: "p" } });
      assert.equal(code, 2, `${words.join(" ")}: ${stderr}`);
      assert.match(stderr, told);
    }
  });

  it("refuses wrong values in variables too", async () => {
    const words = ["backup", "/data"];
    for (const [name, value] of [
      ["RESTIC_COMPRESSION", "most"],
      ["RESTIC_PACK_SIZE", "big"],
    ] as const) {
      const { code, stderr } = await runCli(words, { environment: { [name]: value } });
      assert.deepEqual([code, stderr.includes(name)], [2, true]);
    }
  });

  it("names the option of the second vault where that is wrong", async () => {
    const words = ["copy", "--from-vault", "s3://a/b", "--from-password-file", "/nonexistent/file"];
    const { code, stderr } = await runCli(words, { environment: { RESTERA_PASSWORD: "p" } });
    assert.equal(code, 2);
    assert.match(stderr, /given by --from-password-file/);
  });

  it("leaves empty what restic takes for nothing", () => {
    const spec = leaves(registry).find(({ name }) => name === "forget")!;
    for (const name of ["keep-within", "group-by", "host", "tag"]) check(spec, name, "");
  });
});
