/** Each takes `{ params, body }` and gives what is answered as JSON; what it throws with a `status` is told. */
export const routes = [
  ["GET", "/health", () => ({ status: "ok" })],
  ["GET", "/hello/:name", ({ params }) => ({ message: `Hello, ${params.name}` })],
  ["POST", "/echo", ({ body }) => body],
];
