import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { serviceFile, type ServiceInput } from "./service-file.ts";

const input: ServiceInput = {
  command: ["/usr/bin/true", "/opt/a b/100% $HOME/restera.js", "watch"],
  environment: { RESTERA_HOME: '/home/ada/a "b" 5%/restera', PATH: "/usr/bin" },
  description: "Runs at 100%",
  system: false,
  logFile: "/tmp/watch.log",
};
const verify = (file: string) =>
  spawnSync("systemd-analyze", ["verify", "--man=no", file], { encoding: "utf8" });
const noSystemd = spawnSync("systemd-analyze", ["--version"]).status !== 0 && "no systemd here";

describe("what a system's supervisor reads", () => {
  it("keeps every word of the command and of the variables for systemd", () => {
    const unit = Buffer.from(serviceFile("systemd", input)).toString();
    assert.match(
      unit,
      /^ExecStart="\/usr\/bin\/true" "\/opt\/a b\/100%% \$\$HOME\/restera\.js" "watch"$/m,
    );
    assert.match(unit, /^Environment="RESTERA_HOME=\/home\/ada\/a \\"b\\" 5%%\/restera"$/m);
    assert.match(unit, /^Restart=always$/m);
    assert.match(unit, /^WantedBy=default\.target$/m);
    const whole = Buffer.from(serviceFile("systemd", { ...input, system: true })).toString();
    assert.match(whole, /^WantedBy=multi-user\.target$/m);
  });

  it("is a unit that systemd accepts, and would not accept any", { skip: noSystemd }, () => {
    const folder = mkdtempSync(join(tmpdir(), "restera-unit-"));
    const file = join(folder, "restera.service");
    const unit = Buffer.from(serviceFile("systemd", input)).toString();
    writeFileSync(file, unit);
    const good = verify(file);
    writeFileSync(
      file,
      unit.replace("Type=exec", "Type=nonsense").replace("ExecStart=", "ExecStrt="),
    );
    const bad = verify(file);
    rmSync(folder, { recursive: true });
    assert.doesNotMatch(good.stderr, /restera\.service/);
    assert.match(bad.stderr, /restera\.service/);
  });

  it("is XML for launchd and Windows, whatever the paths", () => {
    const command = ["/a&b/<node>", 'say "x"', "watch"];
    for (const kind of ["launchd", "windows"] as const) {
      const bytes = serviceFile(kind, { ...input, command });
      const text = new TextDecoder(kind === "windows" ? "utf-16le" : "utf-8").decode(bytes);
      assert.equal(problemOfXml(text), undefined, text);
    }
    assert.ok(problemOfXml("<a><b></a></b>") && problemOfXml("<a>x & y</a>"));
  });

  it("names the program and its variables for launchd and Windows", () => {
    const plist = Buffer.from(serviceFile("launchd", input)).toString();
    assert.match(
      plist,
      /<string>\/opt\/a b\/100% \$HOME\/restera\.js<\/string>\n\s+<string>watch</,
    );
    assert.match(
      plist,
      /<key>RESTERA_HOME<\/key><string>\/home\/ada\/a &quot;b&quot; 5%\/restera</,
    );
    assert.match(plist, /<key>KeepAlive<\/key><true\/>/);
    const task = new TextDecoder("utf-16le").decode(serviceFile("windows", input));
    assert.match(task, /&quot;\/usr\/bin\/true&quot; &quot;\/opt\/a b.*&quot;watch&quot;/);
    assert.match(task, /<ExecutionTimeLimit>PT0S</);
  });
});

/** What is wrong with tags or entities; enough for files without comments and CDATA. */
function problemOfXml(text: string): string | undefined {
  const open: string[] = [];
  for (const [tag, slash, name, attributes = "", closed] of text.matchAll(
    /<(\/?)([\w.]+)([^<>]*?)(\/?)>/g,
  )) {
    if (attributes.includes("<")) return tag;
    if (slash === "/") {
      if (open.pop() !== name) return tag;
    } else if (closed !== "/") open.push(name!);
  }
  const words = text.replace(/<[?!]?[^<>]*>/g, "");
  return open[0] ?? /[<>]|&(?!(?:amp|lt|gt|quot);)/.exec(words)?.[0];
}
