import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What it was asked, as far as a test looks at it. */
export interface EmbeddingsRequest {
  readonly path: string;
  readonly model: string;
  readonly input: readonly string[];
  readonly authorization: string | undefined;
  readonly dimensions: number | undefined;
}

/** How it answers; undefined: as it should. */
export type Misbehaviour = (
  request: EmbeddingsRequest,
  response: ServerResponse,
) => boolean | Promise<boolean>;

export interface EmbeddingsServer {
  readonly url: string;
  readonly requests: EmbeddingsRequest[];
  /** Answers each request first; gives false for those that are to be answered as usual. */
  misbehave: Misbehaviour | undefined;
  stop(): Promise<void>;
}

const dimension = 32;
/** Words that mean the same have one place in the vector, all others one by their letters. */
const meanings = [
  ["cat", "kitten", "feline"],
  ["car", "automobile", "truck"],
  ["sea", "ocean"],
];

/** A server for `POST /v1/embeddings` that counts words by what they mean: the same text has the same vector, whoever asks. */
export async function startEmbeddings(): Promise<EmbeddingsServer> {
  const requests: EmbeddingsRequest[] = [];
  const server = createServer((request, response) => {
    answer(request, response, started).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const started: EmbeddingsServer = {
    ...{ url: `http://127.0.0.1:${port}`, requests, misbehave: undefined },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return started;
}

async function answer(
  incoming: IncomingMessage,
  response: ServerResponse,
  server: EmbeddingsServer,
): Promise<void> {
  const { model, input, encoding_format, dimensions } = JSON.parse(await text(incoming)) as {
    model: string;
    input: string[];
    encoding_format?: string;
    dimensions?: number;
  };
  const { authorization } = incoming.headers;
  const request = { path: incoming.url ?? "", model, input, authorization, dimensions };
  server.requests.push(request);
  if ((await server.misbehave?.(request, response)) === true) return;
  const data = input.map((each, index) => {
    const vector = embedding(each, dimensions ?? dimension);
    const bytes = Buffer.from(Float32Array.from(vector).buffer).toString("base64");
    return { object: "embedding", index, embedding: encoding_format === "base64" ? bytes : vector };
  });
  // The order of a list is for its reader to find out.
  sendJson(response, 200, { object: "list", model, data: data.reverse() });
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function embedding(words: string, width: number): number[] {
  const vector = Array.from({ length: width }, () => 0.001);
  for (const word of words.toLowerCase().match(/\p{L}+/gu) ?? []) {
    const meaning = meanings.findIndex((same) => same.includes(word));
    let place = meaning;
    if (meaning < 0) {
      let sum = 0;
      for (const letter of word) sum = (sum * 31 + letter.codePointAt(0)!) % 65_521;
      place = meanings.length + (sum % (width - meanings.length));
    }
    vector[place]! += 1;
  }
  return vector;
}
