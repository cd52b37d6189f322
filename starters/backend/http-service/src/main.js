import { createServer } from "./server.js";

const port = Number(process.env.PORT ?? "{{port|json}}");
const server = createServer().listen(port, () => console.log(`http://localhost:${port}`));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.close());
