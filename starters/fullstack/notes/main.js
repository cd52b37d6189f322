import { Notes } from "./notes.js";
import { createServer } from "./server.js";

const port = Number(process.env.PORT ?? "{{port|json}}");
const server = createServer(new Notes("notes.json"));
server.listen(port, "127.0.0.1", () => console.log(`http://localhost:${port}`));
