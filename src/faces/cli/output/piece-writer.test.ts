import assert from "node:assert/strict";
import { once } from "node:events";
import { Writable } from "node:stream";
import { it } from "node:test";
import { pieceWriter } from "./piece-writer.ts";

it("lines that a slow reader has yet to take become few pieces, in order and complete", async () => {
  const pieces: string[] = [];
  let go = (): void => undefined;
  const stream = new Writable({
    highWaterMark: 10,
    decodeStrings: false,
    write(piece: string | Uint8Array, _encoding, done) {
      pieces.push(String(piece));
      if (pieces.length > 1) done();
      else go = () => done();
    },
  });
  const writer = pieceWriter(stream as unknown as NodeJS.WriteStream);
  const lines = Array.from({ length: 10_000 }, (_, i) => `line ${i} of many\n`);
  for (const line of lines) writer.write(line);
  writer.write(Buffer.from("bytes\n"));
  writer.write("last\n");
  go();
  writer.release();
  stream.end();
  await once(stream, "finish");
  assert.equal(pieces.join(""), `${lines.join("")}bytes\nlast\n`);
  assert.ok(pieces.length < 20, `${pieces.length} pieces`);
});
