import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ResteraError } from "../../foundation/errors.ts";
import type { BackUpInput, RestoreInput, Vault } from "../../services/snapshots/vault.ts";
import {
  backUpResult,
  checkReport,
  fakePorts,
  fakeVault,
  restoreResult,
  snapshot,
} from "./testing/fake-vault.ts";
import { type CliRun, runCli } from "./testing/run-cli.ts";

const environment = { RESTERA_VAULT: "s3://bucket/vault", RESTERA_PASSWORD: "secret", TZ: "UTC" };

function run(words: readonly string[], vault: Partial<Vault> = {}): Promise<CliRun> {
  return runCli(words, { environment, vaults: fakePorts(fakeVault(vault)), cwd: "/work" });
}

const jsonLines = (text: string) =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("backup", () => {
  it("asks the vault for what the options say, with restic's meaning", async () => {
    const asked: BackUpInput[] = [];
    const backUp = async (input: BackUpInput) => {
      asked.push(input);
      return backUpResult;
    };
    const words = ["backup", "a", "b", "--tag", "x,y", "--tag", "z", "-e", "*.tmp", "-xfn"];
    const more = ["--exclude-larger-than", "2M", "--compression=max", "--no-extra-verify"];
    const lock = ["--retry-lock", "1m30s", "--time", "2026-01-31 22:00:00", "-g", "host"];
    const { code } = await run([...words, ...more, ...lock], { backUp });
    assert.equal(code, 0);
    const [input] = asked;
    assert.deepEqual(input?.paths, ["a", "b"]);
    assert.deepEqual(input?.tags, ["x", "y", "z"]);
    assert.deepEqual(input?.exclude, ["*.tmp"]);
    assert.equal(input?.excludeLargerThanBytes, 2 * 2 ** 20);
    assert.equal(input?.compression, "max");
    assert.equal(input?.verify, false);
    assert.equal(input?.oneFileSystem, true);
    assert.equal(input?.force, true);
    assert.equal(input?.dryRun, true);
    assert.equal(input?.groupBy, "host");
    assert.deepEqual(input?.lock, { retryMs: 90_000 });
    assert.match(input?.time ?? "", /^2026-01-31T22:00:00/);
  });

  it("never reads the keys", async () => {
    let never: BackUpInput["neverRead"];
    const backUp = async (input: BackUpInput) => {
      never = input.neverRead;
      return backUpResult;
    };
    await runCli(["backup", "a"], {
      environment: { ...environment, RESTERA_HOME: "/srv/restera" },
      vaults: fakePorts(fakeVault({ backUp })),
    });
    assert.deepEqual(never, ["/srv/restera/keys"]);
  });

  it("ends its JSON with restic's summary", async () => {
    const { stdout } = await run(["backup", "a", "--json"]);
    assert.deepEqual(jsonLines(stdout).at(-1), {
      message_type: "summary",
      files_new: 2,
      files_changed: 1,
      files_unmodified: 1234,
      dirs_new: 2,
      dirs_changed: 0,
      dirs_unmodified: 7,
      data_blobs: 2,
      tree_blobs: 3,
      data_added: 1703,
      data_added_packed: 1166,
      total_files_processed: 1237,
      total_bytes_processed: 5_000_000,
      total_duration: 0.713,
      backup_start: "2026-11-21T08:43:30.137374753Z",
      backup_end: "2026-11-21T08:43:30.850602405Z",
      snapshot_id: snapshot.id,
    });
  });

  it("reports progress as restic's status messages", async () => {
    const backUp: Vault["backUp"] = async (_input, options) => {
      options?.onProgress?.({
        ...{ secondsElapsed: 2.5, filesDone: 3, filesTotal: 6, bytesDone: 50, bytesTotal: 200 },
        ...{ errors: 0, currentFiles: ["/a"] },
      });
      return backUpResult;
    };
    const { stdout } = await run(["backup", "a", "--json"], { backUp });
    assert.deepEqual(jsonLines(stdout)[0], {
      message_type: "status",
      seconds_elapsed: 2,
      seconds_remaining: 8,
      percent_done: 0.25,
      total_files: 6,
      files_done: 3,
      total_bytes: 200,
      bytes_done: 50,
      current_files: ["/a"],
    });
  });

  it("exits with 3 and names what could not be read, harmlessly for the terminal", async () => {
    const problems = [
      { path: "/a/\u001b[31mred", during: "read" as const, problem: "permission denied" },
    ];
    const backUp = async () => ({ ...backUpResult, problems });
    const { code, stderr } = await run(["backup", "a"], { backUp });
    assert.equal(code, 3);
    assert.match(stderr, /\/a\/\\x1b\[31mred: permission denied/);
    const json = await run(["backup", "a", "--json"], { backUp });
    assert.deepEqual(jsonLines(json.stderr)[0], {
      message_type: "error",
      error: { message: "permission denied" },
      during: "archival",
      item: "/a/\u001b[31mred",
    });
  });

  it("exits with 0 when what was left out is no loss", async () => {
    const problems = [{ path: "/s", during: "scan" as const, problem: "socket", harmless: true }];
    const { code } = await run(["backup", "a"], {
      backUp: async () => ({ ...backUpResult, problems }),
    });
    assert.equal(code, 0);
  });

  it("says nothing with --quiet", async () => {
    assert.deepEqual(await run(["backup", "a", "--quiet"]), { code: 0, stdout: "", stderr: "" });
  });

  it("keeps a command's output, and fails when the command does", async () => {
    const backUp: Vault["backUp"] = async ({ stdin }) => {
      let text = "";
      for await (const part of stdin!.stream) {
        text += Buffer.from(part).toString();
      }
      assert.equal(text, "hi\n");
      return backUpResult;
    };
    const good = await run(["backup", "--stdin-from-command", "--", "echo", "hi"], { backUp });
    assert.equal(good.code, 0);
    const words = ["backup", "--stdin-from-command", "--", "sh", "-c", "echo hi; exit 3"];
    const bad = await run(words, { backUp });
    assert.equal(bad.code, 1);
    assert.match(bad.stderr, /exit 3/);
  });

  it("refuses contradictions before it opens anything", async () => {
    for (const words of [
      ["backup"],
      ["backup", "--stdin", "a"],
      ["backup", "a", "--pack-size", "3"],
      ["backup", "a", "--compression", "most"],
      ["backup", "a", "--time", "2026-02-31"],
      ["backup", "a", "--group-by", "moon"],
      ["backup", "a", "--retry-lock", "soon"],
      ["backup", "--stdin-from-command"],
    ]) {
      const { code } = await runCli(words, { environment });
      assert.equal(code, 2, words.join(" "));
    }
  });
});

describe("restore", () => {
  it("wants a target", async () => {
    const { code, stderr } = await run(["restore", "latest"]);
    assert.equal(code, 2);
    assert.match(stderr, /--target/);
  });

  it("passes patterns, filters and switches on", async () => {
    let asked: RestoreInput | undefined;
    const restore = async (input: RestoreInput) => {
      asked = input;
      return restoreResult;
    };
    const words = [
      "restore",
      "latest:/notes",
      "-t",
      "out",
      "-i",
      "*.md",
      "-H",
      "vm",
      "--tag",
      "a,b",
    ];
    await run([...words, "--overwrite", "if-newer", "--delete", "--verify", "--no-lock"], {
      restore,
    });
    assert.equal(asked?.snapshot, "latest:/notes");
    assert.equal(asked?.target, "/work/out");
    assert.deepEqual(asked?.include, ["*.md"]);
    assert.deepEqual(asked?.filter, { hosts: ["vm"], tags: ["a,b"] });
    assert.equal(asked?.overwrite, "if-newer");
    assert.equal(asked?.delete, true);
    assert.equal(asked?.verify, true);
    assert.deepEqual(asked?.lock, { take: false });
  });

  it("ends its JSON with restic's summary, and lists every path with -vv", async () => {
    const { stdout } = await run(["restore", "latest", "-t", "out", "--json", "-vv"]);
    const [first, second, last] = jsonLines(stdout);
    assert.deepEqual(first, {
      ...{ message_type: "verbose_status", action: "restored", item: "/notes/a.md", size: 6 },
    });
    assert.equal(second?.action, "unchanged");
    assert.equal(last?.message_type, "summary");
    assert.equal(last?.files_restored, 4);
    assert.equal(last?.total_bytes, 14);
    assert.equal(last?.bytes_skipped, 8);
    assert.deepEqual(last?.plan, { hash: "feed", create: 1, overwrite: 0, delete: 0, skip: 1 });
  });
});

describe("listings", () => {
  it("snapshots: restic's array", async () => {
    const { stdout } = await run(["snapshots", "--json"]);
    const [first] = JSON.parse(stdout) as Record<string, unknown>[];
    assert.equal(first?.short_id, "61b0a1e5");
    assert.equal(first?.program_version, "restera 0.1.0");
    assert.deepEqual(first?.tags, ["daily", "home"]);
    assert.equal((first?.summary as { total_files_processed: number }).total_files_processed, 1237);
  });

  it("snapshots: restic's groups", async () => {
    const { stdout } = await run(["snapshots", "--json", "--group-by", "host"]);
    const [group] = JSON.parse(stdout) as Record<string, unknown>[];
    assert.deepEqual(group?.group_key, { hostname: "vm", paths: null, tags: null });
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
    const { stdout } = await run(["ls", "latest", "--json"]);
    const [first = "", second = ""] = stdout.split("\n");
    assert.equal((JSON.parse(first) as { struct_type: string }).struct_type, "snapshot");
    assert.match(second, /"inode":18446744073709551615,/);
    assert.match(second, /"permissions":"-rw-r--r--"/);
    assert.match(second, /"message_type":"node","struct_type":"node"\}$/);
  });

  it("ls: names cannot fool the terminal", async () => {
    const { stdout } = await run(["ls", "latest"]);
    assert.equal(stdout, "/notes/a\\x1b[2Jb.md\n");
  });

  it("ls: subfolders are named with the snapshot that latest stands for", async () => {
    let asked = "";
    const ls: Vault["ls"] = async function* (wanted) {
      asked = wanted;
      yield* [];
    };
    await run(["ls", "latest:/notes"], { ls });
    assert.equal(asked, `${snapshot.id}:/notes`);
  });

  it("cat: JSON ends its line, and ids are asked for where they are needed", async () => {
    assert.equal((await run(["cat", "config"])).stdout, '{"version":2}\n');
    assert.equal((await run(["cat", "blob"])).code, 2);
    assert.equal((await run(["cat", "spoon", "x"])).code, 2);
  });

  it("dump: bytes as they are", async () => {
    assert.equal((await run(["dump", "latest", "/a"])).stdout, "content");
  });

  it("stats: restic's object", async () => {
    const { stdout } = await run(["stats", "--json"]);
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
    const { stdout, code } = await run(["check", "--json"]);
    assert.equal(code, 0);
    const [json] = jsonLines(stdout);
    assert.equal(json?.num_errors, 0);
    assert.equal(json?.broken_packs, null);
    assert.equal(json?.suggest_repair_index, false);
  });

  it("exits with 13 and names what is damaged", async () => {
    const { code, stderr, stdout } = await run(["check", "--json"], { check: async () => damaged });
    assert.equal(code, 13);
    assert.deepEqual(jsonLines(stdout)[0]?.broken_packs, [pack]);
    assert.equal(jsonLines(stderr)[0]?.message_type, "error");
    const text = await run(["check"], { check: async () => damaged });
    assert.match(text.stderr, new RegExp(`pack ${pack}: wrong hash`));
  });
});

describe("errors", () => {
  const failing = (error: Error) => ({ snapshots: () => Promise.reject(error) });

  it("are restic's exit_error on stderr with --json", async () => {
    const error = new ResteraError("locked", { who: "vm", since: "noon" });
    const { code, stdout, stderr } = await run(["snapshots", "--json"], failing(error));
    assert.equal(code, 11);
    assert.equal(stdout, "");
    const [json] = jsonLines(stderr);
    assert.equal(json?.message_type, "exit_error");
    assert.equal(json?.code, 11);
    assert.match(String(json?.message), /locked by vm since noon/);
  });

  it("speak French by locale", async () => {
    const { stderr } = await runCli(["snapshots"], {
      environment: { ...environment, LANG: "fr_FR.UTF-8" },
      vaults: fakePorts(
        fakeVault(failing(new ResteraError("locked", { who: "vm", since: "midi" }))),
      ),
    });
    assert.match(stderr, /^Erreur : Le coffre est verrouillé par vm depuis midi/);
  });

  it("show a stack only with --debug", async () => {
    const { stderr } = await run(["snapshots"], failing(new Error("boom")));
    assert.match(
      stderr,
      /Something unexpected went wrong: boom\nRun the command again with --debug/,
    );
    assert.doesNotMatch(stderr, /at .*\.ts/);
    const debug = await run(["snapshots", "--debug"], failing(new Error("boom")));
    assert.match(debug.stderr, /at .*\.ts/);
  });

  it("cannot be broken into lines by a path", async () => {
    const error = new ResteraError("path-missing", { path: "/a\nError: run rm -rf /" });
    const { stderr } = await run(["snapshots"], failing(error));
    assert.match(stderr, /\/a\\nError: run rm -rf \/ does not exist/);
  });

  it("say where a wrong password came from", async () => {
    const wrong = new ResteraError("wrong-password", { url: "s3://bucket/vault", keys: 1 });
    const vaults = { open: () => Promise.reject(wrong), create: () => Promise.reject(wrong) };
    const { code, stderr } = await runCli(["snapshots"], { environment, vaults });
    assert.equal(code, 12);
    assert.match(stderr, /The password came from RESTERA_PASSWORD/);
  });

  it("are 130 when the user cancels", async () => {
    const controller = new AbortController();
    const vault = fakeVault({
      snapshots: (_filter, options) =>
        new Promise((_resolve, reject) => {
          options?.signal?.addEventListener("abort", () => reject(options.signal?.reason as Error));
          controller.abort(new ResteraError("cancelled"));
        }),
    });
    const { code, stderr } = await runCli(["snapshots"], {
      ...{ environment, vaults: fakePorts(vault), signal: controller.signal },
    });
    assert.equal(code, 130);
    assert.equal(stderr, "Cancelled.\n");
  });
});

describe("init", () => {
  it("says restic's one message", async () => {
    const { stdout } = await run(["init", "--json"]);
    assert.deepEqual(jsonLines(stdout), [
      { message_type: "initialized", id: fakeVault().id, repository: "s3://bucket/vault" },
    ]);
  });

  it("makes no vault without a password", async () => {
    const { code } = await runCli(["init", "-r", "s3://b/v", "--no-input"], {});
    assert.equal(code, 2);
  });
});
