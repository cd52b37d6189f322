import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { makeOddFolder } from "../support/odd-folder.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { testWithRestic } from "./peers.ts";
import { restera, restic, resticVault } from "./restic-vault.ts";

testWithRestic("a folder is dumped as the same archive as restic's", async (peer, t) => {
  // Restic 0.14 cannot write to a file, and has access lists in another form.
  if (peer.version.startsWith("0.14")) return;
  const folder = temporaryFolder(t);
  // Of a pipe that is named directly restic makes an empty file.
  makeOddFolder(join(folder, "source"), { pipe: false });
  execFileSync("mkfifo", [join(folder, "source/modes/dir-700/pipe")]);
  const deep = join(folder, "source", ..."abcdefgh".split("").map((name) => name.repeat(30)));
  execFileSync("mkdir", ["-p", deep]);
  const vault = await resticVault(peer, folder);
  await restic(peer, vault, ["backup", "source"], { cwd: folder });
  const [ours, theirs] = [join(folder, "ours"), join(folder, "theirs")];

  const paths = [
    ["latest", "/"],
    ["latest", "/source/names"],
    ["latest:/source/links", "/other/"],
  ];
  for (const path of paths) {
    await restera(vault, ["dump", ...path, "--target", ours]);
    await restic(peer, vault, ["dump", ...path, "--target", theirs]);
    assert.ok(readFileSync(ours).equals(readFileSync(theirs)), path.join(" "));
  }

  for (const path of ["/source/names", "/source/times", "/source/modes", "/source/links"]) {
    const words = ["dump", "--archive", "zip", "latest", path, "--target"];
    await restera(vault, [...words, ours]);
    await restic(peer, vault, [...words, theirs]);
    assert.deepEqual(listZip(ours), listZip(theirs), path);
  }
});

interface ZipLine {
  readonly name: string;
}

/** What Python, a reader that owes nothing to either side, finds in a zip; each content is compared with its checksum. */
function listZip(path: string): ZipLine[] {
  const program = `
import json, sys, zipfile
def date(e):
    # Restic's are wrong where MS-DOS has none.
    seconds = int.from_bytes(e.extra[5:9], "little", signed=True)
    return e.date_time if seconds > 11 * 366 * 86400 else None
with zipfile.ZipFile(sys.argv[1]) as zip:
    assert zip.testzip() is None
    print(json.dumps([dict(name=e.filename, attributes=e.external_attr, size=e.file_size, crc=e.CRC,
        date=date(e), method=e.compress_type, utf8=e.flag_bits & 0x800,
        extra=e.extra.hex()) for e in zip.infolist()]))
`;
  return JSON.parse(
    execFileSync("python3", ["-c", program, path], { encoding: "utf8", maxBuffer: 1 << 26 }),
  ) as ZipLine[];
}
