import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { runRestera } from "../support/run-restera.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Runs as a number that the system has no name for, as `docker run --user 54321` does, with the rights of who runs it. */
const asNobodyKnown = ["unshare", "--user", "--map-user=54321", "--map-group=54321"];
const works = spawnSync(asNobodyKnown[0]!, [...asNobodyKnown.slice(1), "true"]).status === 0;

test(
  "a user whose number has no name makes a vault and backs up",
  { skip: !works && "user namespaces are not allowed here" },
  async (t) => {
    const folder = temporaryFolder(t);
    const access = { url: join(folder, "vault"), password: "open sesame" };
    const source = join(folder, "source");
    mkdirSync(source);
    writeFileSync(join(source, "file"), "content");
    for (const words of [["init"], ["backup", source]]) {
      const { code, stderr } = await runRestera(access, words, { through: asNobodyKnown });
      assert.equal(code, 0, `${words[0]}: ${stderr}`);
    }
  },
);
