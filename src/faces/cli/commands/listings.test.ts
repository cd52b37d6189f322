import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { describe, it } from "node:test";
import type { Vault } from "../../../services/snapshots/vault.ts";
import { checkReport, fakePorts, fakeVault, snapshot } from "../testing/fake-vault.ts";
import { runCli } from "../testing/run-cli.ts";
import { environment, jsonLines, runWithVault } from "../testing/run-with-vault.ts";

describe("listings", () => {
  it("snapshots: restic's array", async () => {
    const { stdout } = await runWithVault(["snapshots", "--json"]);
    const [first] = JSON.parse(stdout) as Record<string, unknown>[];
    assert.equal(first?.short_id, "61b0a1e5");
    assert.equal(first?.program_version, "restera 0.1.0");
    assert.deepEqual(first?.tags, ["daily", "home"]);
    const { total_files_processed: files } = (first?.summary ?? {}) as Record<string, unknown>;
    assert.equal(files, 1237);
  });

  it("snapshots: restic's groups", async () => {
    const { stdout } = await runWithVault(["snapshots", "--json", "--group-by", "host"]);
    const [group] = JSON.parse(stdout) as Record<string, unknown>[];
    assert.deepEqual(group?.group_key, { hostname: "vm", paths: null, tags: null });
  });

  it("snapshots: the latest of each host and paths, or of each group; and each that is named once, oldest first", async () => {
    const made = (id: string, hostname: string, path: string) => {
      const time = `2024-05-0${id}T07:08:09Z`;
      return { ...snapshot, id: id.repeat(64), time, hostname, paths: [path] };
    };
    const all = [
      made("1", "a", "/x"),
      made("2", "a", "/y"),
      made("3", "b", "/x"),
      made("4", "a", "/x"),
    ];
    const vault: Partial<Vault> = {
      snapshots: async () => all,
      snapshot: async (wanted) => all.find(({ id }) => id.startsWith(wanted))!,
    };
    const shown = async (...words: string[]) => {
      const { stdout } = await runWithVault(["snapshots", "--json", ...words], vault);
      return JSON.stringify(JSON.parse(stdout))
        .match(/(?<="id":")./g)
        ?.join("");
    };
    assert.equal(await shown("--latest", "1"), "234");
    assert.equal(await shown("--latest", "1", "--group-by", "host"), "43");
    assert.equal(await shown("--latest", "2", "--group-by", "host"), "243");
    assert.equal(await shown("--latest", "2", "--group-by", "paths"), "342");
    assert.equal(await shown("4", "11", "1"), "14");
    assert.equal(await shown("4", "1", "--latest", "1"), "4");
  });

  it("snapshots: a table that fits 80 columns", async () => {
    const long = { ...snapshot, hostname: "h".repeat(60), paths: [`/${"p".repeat(200)}`, "/b"] };
    const { stdout } = await runCli(["snapshots"], {
      environment: { ...environment, NO_COLOR: "1" },
      vaults: fakePorts(fakeVault({ snapshots: async () => [long] })),
      columns: 80,
    });
    const lines = stdout.replaceAll("\r\u001b[2K", "").split("\n");
    assert.ok(lines.every((line) => line.length <= 80));
    assert.match(stdout, /4\.8 MiB/);
  });

  it("ls: the snapshot, then nodes with all digits of an inode", async () => {
    const { stdout } = await runWithVault(["ls", "latest", "--json"]);
    const [first = "", second = ""] = stdout.split("\n");
    assert.equal((JSON.parse(first) as { struct_type: string }).struct_type, "snapshot");
    assert.match(second, /"inode":18446744073709551615,/);
    assert.match(second, /"permissions":"-rw-r--r--"/);
    assert.match(second, /"message_type":"node","struct_type":"node"\}$/);
  });

  it("ls: names cannot fool the terminal", async () => {
    const { stdout } = await runWithVault(["ls", "latest"]);
    assert.equal(stdout, "/notes/a\\x1b[2Jb.md\n");
  });

  it("ls: subfolders are named with the snapshot that latest stands for", async () => {
    let asked = "";
    const ls: Vault["ls"] = async function* (wanted) {
      asked = wanted;
      yield* [];
    };
    await runWithVault(["ls", "latest:/notes"], { ls });
    assert.equal(asked, `${snapshot.id}:/notes`);
  });

  it("ls: the export for ncdu is JSON, and takes no other order or format", async () => {
    const { stdout } = await runWithVault(["ls", "latest", "--ncdu"]);
    const [major, minor, , root] = JSON.parse(stdout) as [number, number, object, object[]];
    assert.deepEqual([major, minor, root.length], [1, 2, 2]);
    for (const other of [["--json"], ["--sort", "size"], ["--reverse"]]) {
      assert.equal((await runWithVault(["ls", "latest", "--ncdu", ...other])).code, 2);
    }
  });

  it("cat: JSON ends its line, and ids are asked for where they are needed", async () => {
    assert.equal((await runWithVault(["cat", "config"])).stdout, '{"version":2}\n');
    assert.equal((await runWithVault(["cat", "blob"])).code, 2);
    assert.equal((await runWithVault(["cat", "spoon", "x"])).code, 2);
  });

  it("list: ids, with the type of blobs, as text and as JSON", async () => {
    const [zeros, ones] = ["0".repeat(64), "1".repeat(64)];
    assert.equal((await runWithVault(["list", "blobs"])).stdout, `tree ${zeros}\n${ones}\n`);
    const { stdout } = await runWithVault(["list", "blobs", "--json"]);
    assert.deepEqual(jsonLines(stdout), [{ type: "tree", id: zeros }, { id: ones }]);
    const { code, stderr } = await runWithVault(["list", "spoons"]);
    assert.equal(code, 2);
    assert.match(stderr, /snapshots/);
  });

  it("dump: bytes as they are", async () => {
    assert.equal((await runWithVault(["dump", "latest", "/a"])).stdout, "content");
  });

  it("dump: an archive goes anywhere but to a terminal", async () => {
    const dump: Vault["dump"] = async (_snapshot, _path, input) => ({
      kind: "archive",
      content: Readable.from([Buffer.from(`a ${input?.archive}`)]),
    });
    assert.equal((await runWithVault(["dump", "latest", "/"], { dump })).stdout, "a tar");
    const zip = await runWithVault(["dump", "-a", "zip", "latest", "/"], { dump });
    assert.equal(zip.stdout, "a zip");
    const vaults = fakePorts(fakeVault({ dump }));
    const shown = await runCli(["dump", "latest", "/"], { environment, vaults, columns: 80 });
    assert.equal(shown.code, 2);
    assert.doesNotMatch(shown.stdout, /a tar/);
    assert.match(shown.stderr, /--target/);
  });

  it("stats: restic's object", async () => {
    const { stdout } = await runWithVault(["stats", "--json"]);
    assert.deepEqual(JSON.parse(stdout), {
      ...{ total_size: 16, total_file_count: 10, snapshots_count: 2 },
    });
  });
});

describe("check", () => {
  const pack = "a".repeat(64);
  const damaged = {
    ...checkReport,
    ok: false,
    findings: [{ level: "error" as const, object: `pack ${pack}`, problem: "wrong hash" }],
  };

  it("restic's summary", async () => {
    const { stdout, code } = await runWithVault(["check", "--json"]);
    assert.equal(code, 0);
    const [json] = jsonLines(stdout);
    assert.equal(json?.num_errors, 0);
    assert.equal(json?.broken_packs, null);
    assert.equal(json?.suggest_repair_index, false);
  });

  it("exits with 13 and names what is damaged", async () => {
    const { code, stderr, stdout } = await runWithVault(["check", "--json"], {
      check: async () => damaged,
    });
    assert.equal(code, 13);
    assert.deepEqual(jsonLines(stdout)[0]?.broken_packs, [pack]);
    assert.equal(jsonLines(stderr)[0]?.message_type, "error");
    const text = await runWithVault(["check"], { check: async () => damaged });
    assert.match(text.stderr, new RegExp(`pack ${pack}: wrong hash`));
  });
});
