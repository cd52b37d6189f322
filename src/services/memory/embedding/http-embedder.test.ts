import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import {
  type EmbeddingsServer,
  sendJson,
  startEmbeddings,
} from "../../../../test/servers/embeddings.ts";
import { type ErrorCode, ResteraError } from "../../../foundation/errors.ts";
import { embedTexts } from "./embed-texts.ts";
import { httpEmbedder, type HttpEmbedderOptions } from "./http-embedder.ts";

describe("vectors over HTTP", () => {
  let server: EmbeddingsServer;
  before(async () => {
    server = await startEmbeddings();
  });
  beforeEach(() => {
    server.requests.length = 0;
    server.misbehave = undefined;
  });
  after(() => server.stop());

  const embedder = (more: Partial<HttpEmbedderOptions> = {}) =>
    httpEmbedder({ url: server.url, model: "toy", retryDelayMs: 1, ...more });
  const { signal } = new AbortController();
  const embed = (texts: readonly string[], more: Partial<HttpEmbedderOptions> = {}) =>
    embedTexts(embedder(more), texts, { signal, purpose: "document" });
  const fails = async (work: Promise<unknown>, code: ErrorCode, says: RegExp) =>
    assert.rejects(work, (error) => {
      assert.ok(error instanceof ResteraError, String(error));
      assert.equal(error.code, code);
      assert.match(error.message, says);
      assert.notEqual(error.messageIn("fr"), error.message);
      return true;
    });
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, at) => sum + x * b[at]!, 0);

  it("come in the order of the texts, whatever the order of the answer, in batches", async () => {
    const texts = ["cat", "car", "sea", "kitten", "truck"];
    const vectors = await embed(texts, { batch: 2 });
    assert.deepEqual(
      server.requests.map(({ input }) => input),
      [["cat", "car"], ["sea", "kitten"], ["truck"]],
    );
    const [cat, car, sea, kitten, truck] = vectors;
    assert.ok(dot(cat!, kitten!) > 0.99 && dot(car!, truck!) > 0.99 && dot(cat!, sea!) < 0.1);
    assert.ok(Math.abs(dot(cat!, cat!) - 1) < 1e-6);
    assert.deepEqual(await embed(texts, { encoding: "base64" }), vectors);
    assert.deepEqual(await embed([]), []);
  });

  it("are asked for at the address as it is usually written, with key, prefix and dimension", async () => {
    const key = "sk-secret";
    for (const end of ["", "/", "/v1", "/v1/", "/v1/embeddings"]) {
      await embed(["x"], { url: server.url + end, key, documentPrefix: "d: ", dimension: 8 });
    }
    assert.deepEqual(new Set(server.requests.map(({ path }) => path)), new Set(["/v1/embeddings"]));
    const { authorization, input, dimensions } = server.requests[0]!;
    assert.deepEqual([authorization, input, dimensions], ["Bearer sk-secret", ["d: x"], 8]);
    const old = embedder({ documentPrefix: "d: ", queryPrefix: "q: " }).withModel!("old|e: ")!;
    await old.embed(["x"], { signal, purpose: "query" });
    assert.deepEqual([old.model, server.requests.at(-1)!.model], ["old|e: ", "old"]);
    assert.deepEqual(server.requests.at(-1)!.input, ["q: x"]);
    for (const url of ["ftp://x", "localhost:11434", "nonsense", "http://a:b@c"]) {
      assert.throws(() => embedder({ url }), /RESTERA_EMBEDDER_URL/);
    }
    assert.throws(() => embedder({ key: "a\nb" }), /no request can carry/);
  });

  it("are waited for while the server is busy, as long as it asks for", async () => {
    const answers = [429, 503, 500];
    server.misbehave = (_, response) => {
      const status = answers.shift();
      if (status === undefined) return false;
      response.setHeader("retry-after", "0");
      sendJson(response, status, { error: { message: "busy" } });
      return true;
    };
    assert.equal((await embed(["cat"], { retryDelayMs: 100_000 })).length, 1);
    assert.equal(server.requests.length, 4);
  });

  it("fail clearly when the server never has time, or is gone, and a search asks once", async () => {
    server.misbehave = (_, response) => {
      sendJson(response, 503, { error: "loading model" });
      return true;
    };
    await fails(embed(["cat"], { attempts: 3 }), "embedder-unreachable", /503: loading model/);
    assert.equal(server.requests.length, 3);
    const query = embedTexts(embedder(), ["cat"], { signal, purpose: "query" });
    await fails(query, "embedder-unreachable", /503/);
    assert.equal(server.requests.length, 4);
    const gone = await startEmbeddings();
    await gone.stop();
    await fails(
      embed(["x"], { url: gone.url, attempts: 2 }),
      "embedder-unreachable",
      /ECONNREFUSED/,
    );
  });

  it("are given up when a server is silent, or the caller stops", async () => {
    server.misbehave = () => true;
    const silent = embed(["cat"], { timeoutMs: 20, attempts: 2 });
    await fails(silent, "embedder-unreachable", /timeout/i);
    const controller = new AbortController();
    const work = embedder().embed(["cat"], { signal: controller.signal, purpose: "document" });
    controller.abort(new Error("enough"));
    await assert.rejects(work, /enough/);
  });

  it("are refused with the server's reason, at once, and the key in no message", async () => {
    for (const status of [400, 401, 404, 302]) {
      server.requests.length = 0;
      server.misbehave = (_, response) => {
        sendJson(response, status, { error: { message: "Incorrect API key" } });
        return true;
      };
      const work = embed(["cat"], { key: "sk-secret" });
      await fails(work, "embedder-refused", new RegExp(`HTTP ${status}: Incorrect API key`));
      await work.catch((error: ResteraError) => {
        assert.doesNotMatch(JSON.stringify(error) + error.stack, /sk-secret/);
      });
      assert.equal(server.requests.length, 1);
    }
  });

  it("are refused when the answer is a web page or holds too few, odd or different vectors", async () => {
    const item = (embedding: unknown, index = 0) => ({ index, embedding });
    const cases: [body: string, says: RegExp][] = [
      ["<!doctype html><title>Sign in</title>", /a web page/],
      ["{", /no JSON/],
      ['{"error": "x"}', /no list of vectors/],
      [JSON.stringify({ data: [item([1, 2])] }), /1 vectors for 2 texts/],
      [JSON.stringify({ data: [item([1, 2]), item([1, 2])] }), /which vector is of which/],
      [JSON.stringify({ data: [item([1, 2]), item([1], 1)] }), /1 numbers instead of 2/],
      [JSON.stringify({ data: [item([1, null]), item([1, 2], 1)] }), /holds null/],
      ['{"data": [{"embedding": [NaN]}, {"embedding": [1]}]}', /no JSON/],
      [JSON.stringify({ data: [item([1, "2"]), item([1, 2], 1)] }), /holds "2"/],
      [JSON.stringify({ data: [item([]), item([], 1)] }), /empty/],
      [JSON.stringify({ data: [item([0, 0]), item([1, 0], 1)] }), /points nowhere/],
      [JSON.stringify({ data: [item({}), item([1], 1)] }), /no list/],
    ];
    for (const [body, says] of cases) {
      server.misbehave = (_, response) => {
        response.end(body);
        return true;
      };
      await fails(embed(["cat", "car"]), "embedder-answer", says);
    }
    server.misbehave = undefined;
    await fails(
      embedTexts({ ...embedder(), dimension: 7 }, ["cat"], { signal, purpose: "document" }),
      "embedder-answer",
      /32 numbers instead of 7/,
    );
  });
});
