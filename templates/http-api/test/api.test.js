import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, describe, it } from "node:test";
import { createApi } from "../src/server.js";
import { createStore } from "../src/store.js";

describe("{{resource}}", () => {
  const server = createApi(createStore());
  let url = "";
  before(async () => {
    await once(server.listen(0, "127.0.0.1"), "listening");
    url = `http://127.0.0.1:${server.address().port}/{{resource}}`;
  });
  after(() => server.close());

  it("are added, listed, read and removed", async () => {
    const added = await fetch(url, { method: "POST", body: JSON.stringify({ name: "first" }) });
    assert.equal(added.status, 201);
    const { id } = await added.json();
    assert.deepEqual(await (await fetch(url)).json(), [{ id, name: "first" }]);
    assert.deepEqual(await (await fetch(`${url}/${id}`)).json(), { id, name: "first" });
    assert.equal((await fetch(`${url}/${id}`, { method: "DELETE" })).status, 204);
    assert.deepEqual(await (await fetch(url)).json(), []);
  });

  it("are refused when they are no objects", async () => {
    const refused = await fetch(url, { method: "POST", body: "[1" });
    assert.equal(refused.status, 400);
  });

  it("answer 404 where there is none", async () => {
    assert.equal((await fetch(`${url}/unknown`)).status, 404);
  });
});
