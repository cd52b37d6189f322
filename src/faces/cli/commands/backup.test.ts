import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { BackUpInput, Vault } from "../../../services/snapshots/vault.ts";
import { backUpResult, fakePorts, fakeVault, snapshot } from "../testing/fake-vault.ts";
import { runCli } from "../testing/run-cli.ts";
import { environment, jsonLines, runWithVault } from "../testing/run-with-vault.ts";

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
    const { code } = await runWithVault([...words, ...more, ...lock], { backUp });
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
    const { stdout } = await runWithVault(["backup", "a", "--json"]);
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
    const { stdout } = await runWithVault(["backup", "a", "--json"], { backUp });
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
    const { code, stderr } = await runWithVault(["backup", "a"], { backUp });
    assert.equal(code, 3);
    assert.match(stderr, /\/a\/\\x1b\[31mred: permission denied/);
    const json = await runWithVault(["backup", "a", "--json"], { backUp });
    assert.deepEqual(jsonLines(json.stderr)[0], {
      message_type: "error",
      error: { message: "permission denied" },
      during: "archival",
      item: "/a/\u001b[31mred",
    });
  });

  it("exits with 0 when what was left out is no loss", async () => {
    const problems = [{ path: "/s", during: "scan" as const, problem: "socket", harmless: true }];
    const { code } = await runWithVault(["backup", "a"], {
      backUp: async () => ({ ...backUpResult, problems }),
    });
    assert.equal(code, 0);
  });

  it("says nothing with --quiet", async () => {
    assert.deepEqual(await runWithVault(["backup", "a", "--quiet"]), {
      code: 0,
      stdout: "",
      stderr: "",
    });
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
    const good = await runWithVault(["backup", "--stdin-from-command", "--", "echo", "hi"], {
      backUp,
    });
    assert.equal(good.code, 0);
    const words = ["backup", "--stdin-from-command", "--", "sh", "-c", "echo hi; exit 3"];
    const bad = await runWithVault(words, { backUp });
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
