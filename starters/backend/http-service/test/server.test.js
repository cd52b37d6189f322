import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createServer } from "../src/server.js";

const server = createServer();
let base;
before(async () => {
  await new Promise((done) => server.listen(0, done));
  base = `http://localhost:${server.address().port}`;
});
after(() => server.close());

test("it is healthy, greets and echoes", async () => {
  assert.deepEqual(await (await fetch(`${base}/health`)).json(), { status: "ok" });
  assert.deepEqual(await (await fetch(`${base}/hello/a%20b`)).json(), { message: "Hello, a b" });
  const echo = await fetch(`${base}/echo`, { method: "POST", body: '{"a":1}' });
  assert.deepEqual(await echo.json(), { a: 1 });
});

test("what is wrong is told with its status", async () => {
  assert.equal((await fetch(`${base}/nowhere`)).status, 404);
  assert.equal((await fetch(`${base}/echo`, { method: "POST", body: "{" })).status, 400);
});
