import { createRequire } from "node:module";
import { BlobServiceClient } from "@azure/storage-blob";
import { freePort } from "./free-port.ts";
import { startProcess } from "./start-process.ts";

export interface AzureServer {
  readonly port: number;
  /** `port` lets a proxy stand between. */
  connectionString(port?: number): string;
  createContainer(name: string): Promise<void>;
  stop(): Promise<void>;
}

// Azurite's published account, the same on every machine.
const account = "devstoreaccount1";
const accountKey =
  "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/** Microsoft's own emulator of Azure Blob Storage, in memory. */
export async function startAzurite(): Promise<AzureServer> {
  const port = await freePort();
  const script = createRequire(import.meta.url).resolve("azurite/dist/src/blob/main.js");
  const flags =
    "--silent --inMemoryPersistence --skipApiVersionCheck --disableTelemetry --extentMemoryLimit 2048";
  const args = [script, "--blobHost", "127.0.0.1", "--blobPort", String(port), ...flags.split(" ")];
  const running = await startProcess(process.execPath, args, port);
  const connectionString = (at = port): string =>
    [
      "DefaultEndpointsProtocol=http",
      `AccountName=${account}`,
      `AccountKey=${accountKey}`,
      `BlobEndpoint=http://127.0.0.1:${at}/${account}`,
    ].join(";");
  return {
    port,
    connectionString,
    createContainer: async (name) => {
      const service = BlobServiceClient.fromConnectionString(connectionString());
      await service.createContainer(name);
    },
    stop: () => running.stop(),
  };
}
