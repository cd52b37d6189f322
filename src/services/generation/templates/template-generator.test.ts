import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { GenerationCore } from "../generation-core.ts";
import { projectName } from "./project-folder.ts";

const scratch = mkdtempSync(join(tmpdir(), "restera-templates-"));
after(() => rmSync(scratch, { recursive: true }));

const quoted =
  'Create a REST API in Express for "rare" invoices & <customers>,\nwith JWT authentication.';
let count = 0;
const newFolder = () => join(scratch, `out-${++count}`);

/** A folder with one template, `mine`. */
function templatesOf(files: Record<string, string>): string {
  const folder = join(scratch, `templates-${++count}`);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, "mine", path, ".."), { recursive: true });
    writeFileSync(join(folder, "mine", path), content);
  }
  return folder;
}

async function generate(
  options: ConstructorParameters<typeof GenerationCore>[0],
  start: object = {},
) {
  const core = new GenerationCore({ requireClarification: false, ...options });
  return await core.startGeneration(await core.analyze(quoted), start);
}

describe("projects from templates", () => {
  it("come with tests that pass, whatever the request's text holds", async () => {
    const folders = [];
    for (const template of ["http-api", "command-line", "library", "web-page"]) {
      const session = await generate({ outputFolder: scratch }, { template });
      assert.equal(session.status, "done", session.failure?.problem);
      folders.push(session.result!.outputFolder);
    }
    assert.equal(new Set(folders).size, 4);
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const run = spawnSync(
      process.execPath,
      ["--test", ...folders.map((folder) => `${folder}/**/*.test.js`)],
      { encoding: "utf8", env },
    );
    assert.equal(run.status, 0, run.stdout);
    assert.match(run.stdout, /pass 8/);
    const manifest = JSON.parse(readFileSync(join(folders[0]!, "package.json"), "utf8")) as {
      description: string;
    };
    assert.match(manifest.description, /"rare" invoices/);
    assert.match(readFileSync(join(folders[3]!, "index.html"), "utf8"), /&#60;customers&#62;/);
  });

  it("are chosen by what the request asks for", async () => {
    const { result } = await generate({ outputFolder: scratch });
    assert.equal(result?.template, "http-api");
    assert.ok(result?.files.includes("src/server.js"));
  });

  it("fill names and texts, and leave other bytes alone", async () => {
    const templatesFolder = templatesOf({
      "{{name}}/{{part}}.txt": "{{request|json}} {{ part }}",
      "raw.bin": "\0{{part}}",
    });
    const outputFolder = newFolder();
    const start = { outputFolder, template: "mine", variables: { part: "one", name: "p" } };
    const { result } = await generate({ templatesFolder }, start);
    assert.deepEqual(result?.files, ["p/one.txt", "raw.bin"]);
    assert.match(readFileSync(join(outputFolder, "p/one.txt"), "utf8"), /\\"rare\\" .* one$/);
    assert.equal(readFileSync(join(outputFolder, "raw.bin"), "utf8"), "\0{{part}}");
  });

  it("never replace a file without being told, and then write nothing at all", async () => {
    const outputFolder = newFolder();
    mkdirSync(outputFolder);
    writeFileSync(join(outputFolder, "README.md"), "mine");
    const start = { outputFolder, template: "library" };
    const refused = await generate({}, start);
    assert.equal(refused.failure?.code, "output-exists");
    assert.deepEqual(readdirSync(outputFolder), ["README.md"]);
    const told = await generate({}, { ...start, overwrite: true });
    assert.equal(told.status, "done");
    assert.notEqual(readFileSync(join(outputFolder, "README.md"), "utf8"), "mine");
  });

  it("never leave the output folder, by a name or by a link", async () => {
    const templatesFolder = templatesOf({ "{{part}}/x.txt": "x" });
    for (const part of ["..", "../../up", "/etc", "a\\b", "CON", "", "x\u0000"]) {
      const outputFolder = newFolder();
      const session = await generate(
        { templatesFolder },
        { outputFolder, template: "mine", variables: { part } },
      );
      assert.equal(session.failure?.code, "template-name", JSON.stringify(part));
    }
    const outputFolder = newFolder();
    const outside = newFolder();
    mkdirSync(outputFolder);
    mkdirSync(outside);
    symlinkSync(outside, join(outputFolder, "linked"));
    const start = {
      outputFolder,
      template: "mine",
      variables: { part: "linked" },
      overwrite: true,
    };
    assert.equal((await generate({ templatesFolder }, start)).failure?.code, "output-outside");
    assert.deepEqual(readdirSync(outside), []);
  });

  it("replace a link by a file instead of writing through it", async () => {
    const templatesFolder = templatesOf({ "x.txt": "new" });
    const [outputFolder, victim] = [newFolder(), join(scratch, "victim")];
    mkdirSync(outputFolder);
    writeFileSync(victim, "old");
    symlinkSync(victim, join(outputFolder, "x.txt"));
    await generate({ templatesFolder }, { outputFolder, template: "mine", overwrite: true });
    assert.equal(readFileSync(victim, "utf8"), "old");
    assert.ok(lstatSync(join(outputFolder, "x.txt")).isFile());
  });

  it("take back what they wrote when they are cancelled half way", async () => {
    const controller = new AbortController();
    const outputFolder = newFolder();
    const core = new GenerationCore();
    const start = core.startGeneration(await core.analyze(quoted), {
      force: true,
      outputFolder,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await assert.rejects(start, { code: "cancelled" });
    assert.throws(() => readdirSync(outputFolder), { code: "ENOENT" });
  });

  it("say which template or variable is missing", async () => {
    assert.equal(
      (await generate({}, { outputFolder: newFolder(), template: "../library" })).failure?.code,
      "template-unknown",
    );
    const templatesFolder = templatesOf({ "x.txt": "{{unknown}}" });
    const { failure } = await generate(
      { templatesFolder },
      { outputFolder: newFolder(), template: "mine" },
    );
    assert.match(failure?.problem ?? "", /unknown/);
  });

  it("are named after what the request is about", () => {
    assert.equal(projectName("Build API"), "api");
    assert.equal(projectName("Créer une bibliothèque de météo"), "bibliotheque-meteo");
    assert.equal(projectName("../../etc/passwd"), "passwd");
    assert.equal(projectName("???"), "project");
  });
});
