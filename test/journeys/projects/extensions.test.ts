import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import {
  BackupManager,
  CompressionPlugin,
  type ProjectData,
  SecretScanPlugin,
  StorageBackend,
  StorageManager,
  StoragePlugin,
} from "../../../src/faces/library/orchestrator/index.ts";
import { assertSameTree, projectWorld, writeTree } from "../../support/project-world.ts";

/** As somebody writes one who knows of nothing but bytes. */
class MemoryBackend extends StorageBackend {
  readonly kept = new Map<string, Uint8Array>();

  override async store(data: Uint8Array, path: string): Promise<void> {
    await Promise.resolve();
    this.kept.set(path, data);
  }

  override async retrieve(path: string): Promise<Uint8Array | undefined> {
    return await Promise.resolve(this.kept.get(path));
  }

  delete(path: string): void {
    this.kept.delete(path);
  }
}

function managerWorld(t: TestContext, options: ConstructorParameters<typeof StorageManager>[0]) {
  const world = projectWorld(t);
  const { folder, root } = world;
  const environment = { RESTERA_HOME: join(folder, "home") };
  const storage = new StorageManager({ folder, basePath: root, environment, ...options });
  return { ...world, manager: storage };
}

const metadata = { project_id: "shop" };

test("with a backend the files of projects are there, through their whole life, and in backups", async (t) => {
  const backend = new MemoryBackend();
  const { folder, root, source, manager } = managerWorld(t, { backend });
  const project_id = await manager.store_project({ project_path: source, metadata });
  assert.equal(backend.kept.size, 1);
  const [path, bytes] = [...backend.kept][0]!;
  assert.match(path, /^projects\/shop\/[0-9a-f]{8}\.tar\.gz$/);
  assert.ok(gunzipSync(bytes).includes("print('hello')"));
  assert.deepEqual(readdirSync(join(root, "projects/shop")), ["metadata.json"]);
  assertSameTree(await manager.extractProject(project_id), source);

  const archived = await manager.archiveProject(project_id);
  assert.deepEqual([archived.status, archived.archive_size_bytes], ["archived", bytes.length]);
  assert.equal((await manager.listProjects({ status: "archived" })).length, 1);
  assert.equal((await manager.unarchiveProject(project_id)).status, "active");

  assert.throws(() => new BackupManager({ storageManager: {} }), { code: "extension-invalid" });
  const backups = new BackupManager(manager);
  const backup_id = await backups.backup_project(project_id);
  const destination = join(folder, "back");
  await backups.restore_project({ backup_id, project_id, destination });
  assertSameTree(join(destination, "source"), source);
  // Stored again, the new body takes the old one's place.
  await manager.storeProject({ projectPath: join(source, "src"), projectId: "shop" });
  assert.equal(backend.kept.size, 1);
  assert.equal(backend.kept.has(path), false);
  assert.deepEqual(readdirSync(await manager.extractProject("shop")), ["app.ts", "main.py"]);

  // Somebody who does not have the backend is told, and changes nothing.
  const environment = { RESTERA_HOME: join(folder, "home") };
  const other = new StorageManager({ folder, basePath: root, environment });
  const elsewhere = { code: "project-elsewhere" };
  await assert.rejects(other.extractProject("shop"), elsewhere);
  await assert.rejects(other.deleteProject("shop", { soft: false }), elsewhere);
  await assert.rejects(other.storeProject({ projectPath: source, projectId: "shop" }), elsewhere);
  await manager.deleteProject("shop", { soft: false });
  assert.equal(backend.kept.size, 0);
});

test("a backend with the two methods alone, which takes streams, is enough", async (t) => {
  const kept = new Map<string, Uint8Array[]>();
  let mostBytes = 0;
  const backend = {
    streams: true,
    async store(data: AsyncIterable<Uint8Array>, path: string): Promise<void> {
      const parts: Uint8Array[] = [];
      for await (const part of data) {
        parts.push(part);
        mostBytes = Math.max(mostBytes, part.length);
      }
      kept.set(path, parts);
    },
    async *retrieve(path: string) {
      yield* kept.get(path)!;
    },
  };
  const { source, manager } = managerWorld(t, { backend });
  const id = await manager.storeProject({ projectPath: source });
  assertSameTree(await manager.extractProject(id), source);
  assert.ok(mostBytes <= 1 << 20);
});

test("a backend that loses, changes or refuses what it is given keeps the project from being stored", async (t) => {
  const lossy = new MemoryBackend();
  lossy.retrieve = async (path) =>
    (await MemoryBackend.prototype.retrieve.call(lossy, path))!.slice(1);
  const forgetful = { store: () => undefined, retrieve: () => undefined };
  const refusing = { ...forgetful, store: () => Promise.reject(new Error("no room")) };
  for (const [backend, wanted] of [
    [lossy, { code: "project-body-damaged" }],
    [forgetful, { code: "extension-invalid" }],
    [refusing, { code: "project-not-written", message: /no room/ }],
  ] as const) {
    const { root, source, manager } = managerWorld(t, { backend });
    await assert.rejects(manager.storeProject({ projectPath: source, metadata }), wanted);
    assert.deepEqual(readdirSync(join(root, "projects")), []);
  }
  assert.equal(lossy.kept.size, 0);
  const backend = new MemoryBackend();
  const { folder, source, manager } = managerWorld(t, { backend });
  await manager.storeProject({ projectPath: source, metadata });
  const [path, bytes] = [...backend.kept][0]!;
  backend.kept.set(path, bytes.slice(0, -9));
  const destination = join(folder, "out");
  await assert.rejects(manager.extractProject("shop", { destination }), {
    code: "project-body-damaged",
  });
  assert.equal(existsSync(destination), false);
  const { store } = forgetful;
  assert.throws(() => new StorageManager({ backend: { store } as never }), {
    code: "extension-invalid",
  });
});

/** The document's plugin, with what its comments say. */
class BytesPlugin extends StoragePlugin {
  override async on_store(project_data: Uint8Array): Promise<Uint8Array> {
    return await Promise.resolve(gzipSync(project_data));
  }

  override async on_retrieve(project_data: Uint8Array): Promise<Uint8Array> {
    return await Promise.resolve(gunzipSync(project_data));
  }
}

test("plugins change what is stored in their order, and undo it the other way round", async (t) => {
  const { folder, root, source, manager } = managerWorld(t, {});
  const seen: string[] = [];
  const mark = (name: string): StoragePlugin => ({
    name,
    onStore: (data: ProjectData) => (
      seen.push(name),
      Buffer.concat([Buffer.from(name), data as Uint8Array])
    ),
    onRetrieve: (data: ProjectData) => (
      seen.push(`-${name}`),
      (data as Uint8Array).subarray(name.length)
    ),
  });
  manager.register_plugin(new BytesPlugin());
  manager.registerPlugin(mark("a"));
  manager.registerPlugin(mark("b"));
  const id = await manager.storeProject({ projectPath: source, metadata });
  assert.deepEqual(seen, ["a", "b"]);
  const bodies = join(root, ".restera/bodies/projects/shop");
  const body = readFileSync(join(bodies, readdirSync(bodies)[0]!));
  assert.equal(body.subarray(0, 2).toString(), "ba");
  assertSameTree(await manager.extractProject(id), source);
  assert.deepEqual(seen.slice(2), ["-b", "-a"]);
  const environment = { RESTERA_HOME: join(folder, "home") };
  const other = new StorageManager({
    folder,
    basePath: root,
    environment,
    plugins: [new BytesPlugin()],
  });
  await assert.rejects(other.extractProject(id), {
    code: "extension-invalid",
    message: /plugin b/,
  });
  // What a crash left, and no project names, goes with a clean-up once it is old; what one names stays.
  const nobodys = join(bodies, "0badcafe.tar");
  const gone = join(root, ".restera/bodies/projects/gone");
  mkdirSync(gone);
  writeFileSync(nobodys, "half");
  writeFileSync(join(gone, "1.tar"), "half");
  writeFileSync(join(gone, "young.tar"), "half");
  for (const each of [
    nobodys,
    join(gone, "1.tar"),
    ...readdirSync(bodies).map((name) => join(bodies, name)),
  ]) {
    utimesSync(each, 0, 0);
  }
  const { leftovers, freed_bytes } = await manager.fullCleanup();
  assert.deepEqual([leftovers.paths.length, freed_bytes > 8], [2, true]);
  assert.deepEqual([existsSync(nobodys), readdirSync(gone)], [false, ["young.tar"]]);
  assertSameTree(await manager.extractProject(id), source);
  assert.throws(() => manager.registerPlugin({}), { code: "extension-invalid" });
});

test("the compression that is shipped keeps a project as a tar.gz", async (t) => {
  const { root, source, manager } = managerWorld(t, { plugins: [new CompressionPlugin()] });
  const id = await manager.storeProject({ projectPath: source, metadata });
  const bodies = join(root, ".restera/bodies/projects/shop");
  const [name = ""] = readdirSync(bodies);
  assert.match(name, /\.tar\.gz$/);
  assert.ok(gunzipSync(readFileSync(join(bodies, name))).includes("print('hello')"));
  assertSameTree(await manager.extractProject(id), source);
});

test("credentials are told by file and line before a project is stored, and can be refused", async (t) => {
  const { root, source, manager } = managerWorld(t, { versions: false });
  const token = `ghp_${"a1B2c3D4e5".repeat(4).slice(0, 36)}`;
  writeTree(source, {
    ".env": "# settings\nDEBUG=1\nDB_PASSWORD=hunter2hunter2\nAPI_KEY=<your key>\n",
    ".env.example": "DB_PASSWORD=hunter2hunter2\n",
    "src/aws.py": `x = 1\nkey = "AKIAIOSFODNN7EXAMPLE"\n# ${token}\npassword = input()\n`,
    "keys/id_rsa": "-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n",
    "node_modules/x/test.js": "// AKIAIOSFODNN7EXAMPLE\n",
    "image.png": "\0AKIAIOSFODNN7EXAMPLE",
  });
  const told: string[] = [];
  const report = (found: readonly { file: string; line: number; kind: string }[]) =>
    found.forEach(({ file, line, kind }) => told.push(`${file}:${line} ${kind}`));
  manager.registerPlugin(new SecretScanPlugin({ report }));
  await manager.storeProject({ projectPath: source, metadata });
  assert.deepEqual(told, [
    "source/.env:3 setting",
    // `.git/config` has the password of its remote.
    "source/.git/config:2 password-in-address",
    "source/keys/id_rsa:1 private-key",
    "source/src/aws.py:2 aws-access-key",
    "source/src/aws.py:3 github-token",
  ]);
  // It changed nothing: the files are in the folder.
  assertSameTree(join(root, "projects/shop/source"), source);

  const strict = managerWorld(t, { plugins: [new SecretScanPlugin({ on_found: "refuse" })] });
  await assert.rejects(
    strict.manager.storeProject({ projectPath: source, metadata }),
    (error: Error) => {
      assert.match(error.message, /src\/aws\.py:3: github-token/);
      assert.ok(!error.message.includes(token) && !error.message.includes("hunter2"));
      return true;
    },
  );
  assert.deepEqual(readdirSync(join(strict.root, "projects")), []);
});
