// Archives with random damage, most of it in headers whose checksums are right again: each is restored or refused in words of ours, in little time,
// and nothing appears outside the target.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { archiveSources } from "../../src/compose/archive-sources.ts";
import { ResteraError } from "../../src/foundation/errors.ts";
import { archiveAt } from "../../src/services/archives/archive-at.ts";
import { createArchive } from "../../src/services/archives/create-archive.ts";
import { readArchiveData } from "../../src/services/archives/read-archive-data.ts";
import { restoreArchive } from "../../src/services/archives/restore-archive.ts";
import { seededRandom } from "../servers/faults.ts";
import type { Campaign, CampaignRun } from "../support/campaign.ts";
import { craftedTar } from "../support/crafted-tar.ts";

export const campaign: Campaign = {
  cases: 3000,
  skip: false,
  start: () => MutatedArchiveRun.start(),
};

/** Pieces of names, links and numbers that have been somebody's hole. */
const evil = [
  ...["../", "/", "..", "a/../../x", "\0", "link/x", "./", "//", "C:\\", "\\", "data", ""],
  ...["77777777777", "-1", "\x80\xff\xff\xff", "99999999999 path=/x\n", "20 path=../../evil\n"],
];
const types = "01234567xgLKSVDM\0";
/** Where name, size, type, link and prefix lie in a header. */
const fields = [0, 124, 156, 157, 345] as const;

class MutatedArchiveRun implements CampaignRun {
  private readonly folder = mkdtempSync(join(tmpdir(), "restera-mutated-archive-"));
  private readonly tar: Buffer;
  private readonly json: Buffer;
  private readonly counts = { restored: 0, refused: new Map<string, number>() };

  private constructor(json: Buffer) {
    this.json = json;
    this.tar = craftedTar([
      { name: "data/", type: "5" },
      { name: "data/a.json", content: '{"a": 1}' },
      { name: "PaxHeader", type: "x", content: "20 path=data/long.b\n" },
      { name: "data/b.json", content: "x".repeat(700) },
      { name: "data/link", type: "2", link: "a.json" },
      { name: "data/hard", type: "1", link: "data/a.json" },
      { name: "././@LongLink", type: "L", content: "data/another/name\0" },
      { name: "data/c", content: "content" },
    ]);
  }

  static async start(): Promise<MutatedArchiveRun> {
    const folder = mkdtempSync(join(tmpdir(), "restera-mutated-base-"));
    try {
      mkdirSync(join(folder, "data/ai_hub"), { recursive: true });
      writeFileSync(join(folder, "data/ai_hub.json"), '{"x": [1, 2]}');
      writeFileSync(join(folder, "data/ai_hub/y.json"), '"y"');
      writeFileSync(join(folder, "data/ai_hub/z"), "bytes");
      const sources = await archiveSources({ folder, settingsFile: join(folder, "none") });
      const made = await createArchive({ folder: join(folder, "b"), sources, format: "json.gz" });
      return new MutatedArchiveRun(gunzipSync(readFileSync(made.path)));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  async runCase(seed: number): Promise<void> {
    const random = seededRandom(seed);
    const below = (limit: number): number => Math.floor(random() * limit);
    const kind = ["tar", "tar.gz", "json.gz"][below(3)]!;
    const bytes = kind === "json.gz" ? damageText(this.json, below) : damageTar(this.tar, below);
    const packed = kind === "tar" ? bytes : gzipSync(bytes);
    // Now and then the outer shell too.
    if (below(10) === 0) packed[below(packed.length)]! ^= 1 << below(8);
    const jail = join(this.folder, String(seed));
    mkdirSync(join(jail, "in/between"), { recursive: true });
    const file = join(jail, `case.${kind}`);
    writeFileSync(file, packed);
    const target = join(jail, "in/between/target");
    const archive = await archiveAt(file);
    await this.refusedOr(restoreArchive(archive, { target }));
    await this.refusedOr(readArchiveData(archive));
    assert.deepEqual(readdirSync(jail).toSorted(), [`case.${kind}`, "in"]);
    assert.deepEqual(readdirSync(join(jail, "in")), ["between"]);
    const made = readdirSync(join(jail, "in/between"));
    assert.ok(made.length === 0 || made.join() === "target", made.join());
    rmSync(jail, { recursive: true });
  }

  private async refusedOr(work: Promise<unknown>): Promise<void> {
    try {
      await work;
      this.counts.restored += 1;
    } catch (error) {
      assert.ok(error instanceof ResteraError, error instanceof Error ? error.stack : "");
      const { refused } = this.counts;
      refused.set(error.code, (refused.get(error.code) ?? 0) + 1);
    }
  }

  finish(): Promise<string> {
    const { restored, refused } = this.counts;
    const told = [...refused].map(([code, count]) => `${count} ${code}`).join(", ");
    return Promise.resolve(`${restored} read, ${told}`);
  }

  stop(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
    return Promise.resolve();
  }
}

function damageTar(tar: Buffer, below: (limit: number) => number): Buffer {
  const bytes = Buffer.from(tar);
  for (let count = 1 + below(3); count > 0; count--) {
    const start = below(bytes.length / 512) * 512;
    const field = fields[below(fields.length)]!;
    if (field === 156) bytes[start + field] = types.charCodeAt(below(types.length));
    else bytes.write(evil[below(evil.length)]!, start + field, "latin1");
    if (below(8) !== 0) fixChecksum(bytes, start);
  }
  return below(10) === 0 ? bytes.subarray(0, below(bytes.length)) : bytes;
}

function fixChecksum(bytes: Buffer, start: number): void {
  bytes.write("        ", start + 148);
  const sum = bytes.subarray(start, start + 512).reduce((all, byte) => all + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, start + 148);
}

function damageText(json: Buffer, below: (limit: number) => number): Buffer {
  let text = json.toString("latin1");
  for (let count = 1 + below(3); count > 0; count--) {
    const at = below(text.length);
    const piece = [...evil, '"', "{", "]", "9", "-", ",", "\\"][below(evil.length + 7)]!;
    // Half of the time in the list at the end, which says what to write where.
    const place = below(2) === 0 ? at : text.indexOf('"files":') + below(text.length / 3);
    text = text.slice(0, place) + piece + text.slice(place + below(6));
  }
  return Buffer.from(text, "latin1");
}
