import http from "node:http";
import { routes } from "./routes.js";

const mostBodyBytes = 1 << 20;

export function createServer() {
  return http.createServer(async (request, response) => {
    try {
      send(response, 200, await answer(request));
    } catch (error) {
      const status = error.status ?? 500;
      send(response, status, { error: status < 500 ? error.message : "internal error" });
      if (status >= 500) console.error(error);
    }
  });
}

async function answer(request) {
  const { pathname } = new URL(request.url, "http://localhost");
  for (const [method, pattern, handle] of routes) {
    const params = match(pattern, pathname);
    if (params && method === request.method) return handle({ params, body: await readJson(request) });
  }
  throw problem(404, "there is nothing here");
}

function match(pattern, pathname) {
  const [wanted, given] = [pattern.split("/"), pathname.split("/")];
  if (wanted.length !== given.length) return undefined;
  const params = {};
  for (const [i, part] of wanted.entries()) {
    if (part.startsWith(":")) params[part.slice(1)] = decodeURIComponent(given[i]);
    else if (part !== given[i]) return undefined;
  }
  return params;
}

async function readJson(request) {
  const parts = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > mostBodyBytes) throw problem(413, "the body is too large");
    parts.push(part);
  }
  if (bytes === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(parts));
  } catch {
    throw problem(400, "the body is no JSON");
  }
}

function problem(status, message) {
  return Object.assign(new Error(message), { status });
}

function send(response, status, body) {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(`${JSON.stringify(body ?? null)}\n`);
}
