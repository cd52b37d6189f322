import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ResteraError } from "../../../foundation/errors.ts";
import { embedTexts } from "./embed-texts.ts";
import { textParts } from "./text-parts.ts";
import { transformersEmbedder } from "./transformers-embedder.ts";

describe("embedders in this process", () => {
  const call = { signal: new AbortController().signal, purpose: "document" as const };

  it("say what to install where the plug-in is missing", async () => {
    const embedder = transformersEmbedder({ model: "Xenova/all-MiniLM-L6-v2" });
    await assert.rejects(embedTexts(embedder, ["x"], call), (error) => {
      assert.ok(error instanceof ResteraError && error.code === "embedder-plugin");
      assert.match(error.message, /npm install @huggingface\/transformers/);
      assert.match(error.messageIn("fr"), /n'est pas installé/);
      return true;
    });
  });

  it("take the plug-in's vectors apart, and load its model once", async () => {
    let loads = 0;
    const asked: string[] = [];
    const load = async () => {
      loads += 1;
      return {
        // As the library does: all vectors in one list, with its measures beside it.
        pipeline: async () => async (texts: string[]) => {
          asked.push(...texts);
          const data = Float32Array.from(texts.flatMap((text) => [text.length, 1, 0]));
          return { dims: [texts.length, 3], data };
        },
      };
    };
    const embedder = transformersEmbedder({ model: "m", load, batch: 2, documentPrefix: "d: " });
    const vectors = await embedTexts(embedder, ["", "1234", "7777777"], call);
    assert.deepEqual([vectors.length, vectors[2]!.length, loads], [3, 3, 1]);
    assert.deepEqual(asked, ["d: ", "d: 1234", "d: 7777777"]);
    assert.ok(Math.abs(vectors[1]![0]! / vectors[1]![1]! - 7) < 1e-5);
    assert.equal(embedder.model, "m|d: ");
    assert.equal(embedder.withModel?.("other")?.model, "other");
  });
});

describe("what of a memory gets vectors", () => {
  it("is its title with its text, in parts where that is long, and nothing of nothing", () => {
    const texts = (title: string, text: string) => textParts(title, text).map((each) => each.text);
    assert.deepEqual(texts("Ports", "It listens"), ["Ports\nIt listens"]);
    assert.deepEqual(texts("", "  "), []);
    assert.deepEqual(texts("Only a title", ""), ["Only a title"]);
    const long = texts("T", "word ".repeat(2000));
    assert.equal(long.length, 3);
    assert.ok(long.every((part) => part.length < 4100 && /^T\nword .*word$/s.test(part)));
    assert.equal(texts("", "x".repeat(500_000)).length, 20);
    assert.equal(textParts("", "a")[0]!.hash, textParts("", "a")[0]!.hash);
  });
});
