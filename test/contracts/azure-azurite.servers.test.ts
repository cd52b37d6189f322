import { testObjectStore } from "../../src/testing.ts";
import { startAzurite } from "../servers/azurite.ts";
import { makeStore } from "./make-store.ts";

testObjectStore("Azure Blob Storage on azurite", async () => {
  const server = await startAzurite();
  await server.createContainer("vaults");
  const settings = { azure: { connectionString: server.connectionString() } };
  return makeStore("az://vaults/some/prefix", settings, () => server.stop());
});
