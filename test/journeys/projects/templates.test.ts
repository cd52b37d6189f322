import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { instantiateTemplate } from "../../../src/services/projects/templates/instantiate-template.ts";
import { listTemplates } from "../../../src/services/projects/templates/list-templates.ts";
import { leftovers, projectWorld, writeTree } from "../../support/project-world.ts";

test("names and contents of a template are filled; what is no text stays as it is", async (t) => {
  const { root, storage } = projectWorld(t);
  const binary = Buffer.from("PNG\0{{name}}");
  writeTree(join(root, "templates/backend/mine"), {
    "template.json": JSON.stringify({
      description: "Mine",
      variables: { port: { default: "80" }, owner: { description: "whose" } },
    }),
    "src/{{name}}.py": "# {{ name }} of {{owner}} on {{port}}\n",
    "package.json": '{"name": "{{title|json}}", "dependencies": {"express": "5"}}',
  });
  const mine = join(root, "templates/backend/mine");
  writeFileSync(join(mine, "logo.png"), binary);
  writeFileSync(join(mine, "latin.txt"), Buffer.from([0x7b, 0x7b, 0x6e, 0xe9, 0x7d, 0x7d]));
  const input = { template: "mine", metadata: { name: "shop", project_id: "shop" } };

  await assert.rejects(instantiateTemplate(storage, input), (error: Error) => {
    assert.match(error.message, /backend\/mine needs more than it was given: owner, title\./);
    return true;
  });
  await assert.rejects(instantiateTemplate(storage, { ...input, template: "nope" }), {
    code: "template-unknown",
  });
  const evil = { ...input, variables: { owner: "me", title: "t", name: "../../evil" } };
  await assert.rejects(instantiateTemplate(storage, evil), { code: "template-name" });
  assert.deepEqual(readdirSync(join(root, "projects")), []);

  const variables = { owner: "me", title: 'A "quoted" shop' };
  const { metadata } = await instantiateTemplate(storage, { ...input, variables });
  const read = (path: string) => readFileSync(join(root, "projects/shop/source", path));
  assert.equal(read("src/shop.py").toString(), "# shop of me on 80\n");
  assert.equal(JSON.parse(read("package.json").toString()).name, 'A "quoted" shop');
  assert.ok(read("logo.png").equals(binary));
  assert.equal(read("latin.txt").length, 6);
  assert.deepEqual(readdirSync(join(root, "projects/shop/source")).toSorted(), [
    ...["latin.txt", "logo.png", "package.json", "src"],
  ]);
  assert.deepEqual([metadata.name, metadata.type], ["shop", "generation"]);
  assert.deepEqual([metadata.languages, metadata.frameworks], [["python"], ["express"]]);
  assert.deepEqual(leftovers(root), []);
});

test("the templates that come along make projects whose own tests pass", async (t) => {
  const { root, storage } = projectWorld(t);
  const templates = await listTemplates(storage);
  assert.deepEqual(
    templates.map(({ id, builtin }) => [id, builtin]),
    ["backend/http-service", "frontend/static-site", "fullstack/notes"].map((id) => [id, true]),
  );
  for (const { id } of templates) {
    const projectId = id.split("/")[1]!;
    await instantiateTemplate(storage, { template: id, variables: { name: "a <b>" }, projectId });
    const folder = join(root, "projects", projectId, "source");
    if (!readdirSync(folder).includes("test")) continue;
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const done = spawnSync(process.execPath, ["--test"], { cwd: folder, env, encoding: "utf8" });
    assert.equal(done.status, 0, done.stdout);
  }
  const page = readFileSync(join(root, "projects/static-site/source/index.html"), "utf8");
  assert.match(page, /<h1>a &#60;b&#62;<\/h1>/);
  // One of the storage's own hides one of its name.
  mkdirSync(join(root, "templates/backend/http-service"), { recursive: true });
  assert.equal((await listTemplates(storage))[0]?.builtin, false);
});
