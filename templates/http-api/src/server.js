import { createServer } from "node:http";

const bodyBytesAtMost = 1_000_000;

/** An HTTP server over a store of {{resource}}. */
export function createApi(store) {
  return createServer(async (request, response) => {
    const answer = (status, body) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(body === undefined ? "" : JSON.stringify(body));
    };
    const [, resource, id, ...rest] = new URL(request.url, "http://localhost").pathname.split("/");
    if (resource !== "{{resource}}" || rest.length > 0) return answer(404, { error: "not found" });
    const item = id === undefined ? undefined : store.get(id);
    if (id !== undefined && item === undefined) return answer(404, { error: "not found" });
    if (request.method === "GET") return answer(200, item ?? store.list());
    if (request.method === "DELETE" && item !== undefined) {
      store.remove(item.id);
      return answer(204);
    }
    if (request.method !== "POST" || id !== undefined) return answer(405, { error: "method not allowed" });
    try {
      return answer(201, store.add(await readObject(request)));
    } catch (error) {
      return answer(400, { error: error.message });
    }
  });
}

async function readObject(request) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk;
    if (text.length > bodyBytesAtMost) throw new Error("the body is too large");
  }
  const value = JSON.parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error("the body must be a JSON object");
  }
  return value;
}
