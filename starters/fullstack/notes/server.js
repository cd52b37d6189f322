import { readFile } from "node:fs/promises";
import http from "node:http";

const mostBodyBytes = 64 << 10;
const pages = {
  "/": ["index.html", "text/html"],
  "/main.js": ["main.js", "text/javascript"],
};

export function createServer(notes) {
  return http.createServer(async (request, response) => {
    try {
      const [type, body] = await answer(request, notes);
      response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(body);
    } catch (error) {
      if (!error.status) console.error(error);
      response.writeHead(error.status ?? 500).end();
    }
  });
}

async function answer(request, notes) {
  const { pathname } = new URL(request.url, "http://localhost");
  if (pathname === "/api/notes") {
    const given = request.method === "POST" ? await notes.add(await textOf(request)) : await notes.all();
    return ["application/json", JSON.stringify(given)];
  }
  const [file, type] = pages[pathname] ?? [];
  if (!file) throw Object.assign(new Error(pathname), { status: 404 });
  return [type, await readFile(new URL(`public/${file}`, import.meta.url))];
}

async function textOf(request) {
  let text = "";
  for await (const part of request.setEncoding("utf8")) {
    text += part;
    if (text.length > mostBodyBytes) throw Object.assign(new Error("too large"), { status: 413 });
  }
  if (text.trim() === "") throw Object.assign(new Error("empty"), { status: 400 });
  return text.trim();
}
