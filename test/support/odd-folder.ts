import { execFileSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  ftruncateSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  openSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { seededBytes, seededText } from "./seeded-bytes.ts";

export interface OddFolderOptions {
  /** restic before 0.15 loses the bytes of such a link, so its trees differ from everybody's. */
  readonly bytesInLinks?: boolean;
  /** A FIFO, which not everybody can restore. */
  readonly pipe?: boolean;
}

const kib = 1024;
const mib = 1024 * kib;

const oddNames = [
  "plain",
  "with space",
  "new\nline",
  "tab\tand\rreturn",
  "quote\"single'back`tick",
  "back\\slash\\n",
  "nbsp\u00a0here",
  "zwj\u200djoined",
  "soft\u00adhyphen",
  "bom\ufeff",
  "line\u2028separator",
  "emoji 👩‍👩‍👧 🎈",
  "é composed, e\u0301 not",
  "<angle> & ampersand",
  "control\u0001\u007f",
  "-rf",
  "日本語",
  "\uffee after the surrogates",
  "𐀀 before",
];

/** Sizes around what decides how a file is chunked and who reads it. */
const sizes = [
  1,
  4096,
  512 * kib - 1,
  512 * kib,
  512 * kib + 1,
  mib,
  8 * mib - 1,
  8 * mib,
  8 * mib + 1,
  17 * mib,
];

/** Fills a folder with every kind of entry that can be made without a device driver. */
export function makeOddFolder(
  root: string,
  { bytesInLinks = true, pipe = true }: OddFolderOptions = {},
): void {
  mkdirSync(root, { recursive: true });
  makeNames(join(root, "names"));
  makeSizes(join(root, "sizes"));
  makeLinks(join(root, "links"), bytesInLinks);
  makeModes(join(root, "modes"));
  makeTimes(join(root, "times"));
  mkdirSync(join(root, "empty folder"));
  if (pipe) execFileSync("mkfifo", ["-m", "640", join(root, "pipe")]);
}

function makeNames(folder: string): void {
  mkdirSync(folder);
  for (const name of oddNames) writeFileSync(join(folder, name), name);
  const notUtf8 = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x61, 0xff, 0xfe, 0x80])]);
  writeFileSync(notUtf8, "not UTF-8");
  const folderBytes = Buffer.concat([Buffer.from(`${folder}/dir `), Buffer.from([0xc3, 0x28])]);
  mkdirSync(folderBytes);
  writeFileSync(Buffer.concat([folderBytes, Buffer.from("/inside")]), "below bytes");
  mkdirSync(join(folder, 'folder "with" <odd>\nname'));
  writeFileSync(join(folder, 'folder "with" <odd>\nname', "in it"), "in it");
}

function makeSizes(folder: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, "empty"), "");
  for (const size of sizes) writeFileSync(join(folder, `random-${size}`), seededBytes(size, size));
  writeFileSync(join(folder, "text"), seededText(1, 3 * mib));
  writeFileSync(join(folder, "zeros"), Buffer.alloc(20 * mib));
  const sparse = openSync(join(folder, "sparse"), "w");
  writeSync(sparse, "begins", 0);
  writeSync(sparse, "in the middle", 5 * mib);
  ftruncateSync(sparse, 12 * mib);
  closeSync(sparse);
}

function makeLinks(folder: string, bytesInLinks: boolean): void {
  mkdirSync(join(folder, "other"), { recursive: true });
  writeFileSync(join(folder, "one"), "three names, one file");
  linkSync(join(folder, "one"), join(folder, "two"));
  linkSync(join(folder, "one"), join(folder, "other", "three"));
  writeFileSync(join(folder, "empty one"), "");
  linkSync(join(folder, "empty one"), join(folder, "empty two"));
  symlinkSync("one", join(folder, "relative"));
  symlinkSync("/etc/hostname", join(folder, "absolute"));
  symlinkSync("no/such/file", join(folder, "dangling"));
  symlinkSync("other", join(folder, "to a folder"));
  symlinkSync('odd "target"\n<&>\u00a0', join(folder, "odd"));
  if (bytesInLinks) symlinkSync(Buffer.from([0x78, 0xff, 0x79]), join(folder, "bytes"));
}

function makeModes(folder: string): void {
  mkdirSync(folder);
  for (const mode of [0o000, 0o400, 0o600, 0o644, 0o755, 0o777, 0o4755, 0o2755, 0o6711]) {
    const file = join(folder, `file-${mode.toString(8)}`);
    writeFileSync(file, mode.toString(8));
    chmodSync(file, mode);
  }
  for (const mode of [0o700, 0o1777, 0o2775, 0o500]) {
    const below = join(folder, `dir-${mode.toString(8)}`);
    mkdirSync(below);
    writeFileSync(join(below, "file"), "in it");
    chmodSync(below, mode);
  }
}

/** In seconds since 1970, as text: Node takes a negative number for "now". */
const times = {
  nanoseconds: "1700000000.123456789",
  epoch: "0",
  "before 1970": "-86400.25",
  "1935, at war with no zone": "-1100000000.5",
  "winter in Paris": "1736942400",
  "summer in Paris": "1752580800.5",
  "beyond 2038": "4102444800",
  "an hour that comes twice": "1729989000",
};

function makeTimes(folder: string): void {
  mkdirSync(folder);
  for (const [name, time] of Object.entries(times)) {
    writeFileSync(join(folder, name), name);
    utimesSync(join(folder, name), time, time);
  }
  symlinkSync("nowhere", join(folder, "link"));
  lutimesSync(join(folder, "link"), "-5.5", "-5.5");
  mkdirSync(join(folder, "folder"));
  utimesSync(join(folder, "folder"), "-1000000.125", "-1000000.125");
}
