import { createApi } from "./server.js";
import { createStore } from "./store.js";

const port = Number(process.env.PORT ?? 3000);
createApi(createStore()).listen(port, () => console.log(`http://localhost:${port}/{{resource}}`));
