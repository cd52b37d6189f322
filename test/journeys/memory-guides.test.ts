// The guides on moving memory, run as they stand.
import assert from "node:assert/strict";
import { copyFileSync, cpSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { initQuickVault } from "../support/init-quick-vault.ts";
import { makeAvalon, runGuide } from "./memory-guides.ts";

test("moving memory by a complete copy goes as the guide says", async (t) => {
  const guide = runGuide(t, "migrate-by-copy.md");
  const { mac, vps } = guide;
  makeAvalon(mac.folder);
  assert.match(await guide.next("mac"), /Snapshot \w+ saved/);
  cpSync(join(mac.folder, "AVALON_BACKUPS/vault"), join(vps.files, "var/backups/avalon/vault"), {
    recursive: true,
  });
  const said = await guide.next("vps");
  assert.match(said, /0 new, 0 changed, 5 unchanged/);
  assert.match(said, /RESURRECTION_JOUR43\.json/);
  assert.match(said, /BALLON_CUBE/);
  const opus = "opt/hot/app/docs/V - VECTOR_DB_ASSETS/AVALON_HOMES/heroes_memories/OPUS.json";
  assert.match(readFileSync(join(vps.files, opus), "utf8"), /garder la porte/);
  assert.equal(guide.left(), 0);
});

test("moving memory by export and import goes as the guide says", async (t) => {
  const guide = runGuide(t, "migrate-by-export.md");
  const { mac, vps } = guide;
  const entity = {
    entity_id: "porte",
    position_6d: [1, 2, 3, 4, 5, 6],
    created_at: "2025-08-20T12:00:00Z",
  };
  const tattoo = (hero: string, at: number) => ({
    ...{ tattoo_id: `t${at}`, hero_id: hero, memory_content: `jour ${at}` },
    temporal_coordinates: { jour: at },
  });
  const tattoos = ["OPUS", "MERLIN", "LUMEN"].map(tattoo);
  const service = createServer((request, response) => {
    response.statusCode = request.url === "/api/interstice/export-all" ? 200 : 404;
    response.end(JSON.stringify({ entities: [entity], tattoos }));
  }).listen(0, "127.0.0.1");
  t.after(() => void service.close());
  await once(service, "listening");
  const { port } = service.address() as AddressInfo;
  const said = await guide.next("mac", {}, (commands) =>
    commands.replaceAll("localhost:8082", `127.0.0.1:${port}`),
  );
  assert.match(
    said,
    /2 new, 0 changed, 0 unchanged, 2 of other heroes[^]*2 new, 0 changed, 2 unchanged/,
  );
  assert.match(said, /LUMEN +1/);
  for (const name of ["interstice_moved.json", "memory.ndjson"]) {
    copyFileSync(join(mac.folder, name), join(vps.folder, name));
  }
  await guide.next("vps");
  assert.equal(guide.left(), 0);
});

test("the document's daily backup of three things goes as the guide says", async (t) => {
  const guide = runGuide(t, "avalon.md");
  const { folder } = guide.mac;
  makeAvalon(folder);
  await initQuickVault(join(folder, "vault"), "a password");
  const said = await guide.next("mac", {
    RESTERA_VAULT: join(folder, "vault"),
    RESTERA_PASSWORD_FILE: join(folder, "avalon-password"),
  });
  assert.match(said, /avalon[^]*03:00/);
  assert.match(said, /Memory as it was at[^]*As it is: .*V - VECTOR_DB_ASSETS/);
  assert.equal(guide.left(), 0);
});
