import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { frameworksIn, isManifest } from "./detect-frameworks.ts";
import { LanguageCount } from "./detect-languages.ts";

describe("detection", () => {
  it("orders languages by size, without what belongs to others or is small beside the rest", () => {
    const count = new LanguageCount();
    const files: [path: string, size: number][] = [
      ...(
        [
          ["src/a.ts", 100],
          ["b.PY", 300],
          ["c.tsx", 150],
          ["run.sh", 10],
        ] as const
      ).map(([path, size]): [string, number] => [path, size]),
      ["node_modules/x/y.js", 1e6],
      ["picture.png", 1e6],
    ];
    for (const [path, size] of files) count.add(path, size);
    assert.deepEqual(count.languages(), ["python", "typescript"]);
  });

  it("reads frameworks in manifests as whole names, not in comments", () => {
    const found = (path: string, text: string) => frameworksIn(path, text);
    const dependencies =
      '{"dependencies":{"next":"1","reactive":"1"},"devDependencies":{"vue":"3"}}';
    assert.deepEqual(found("web/package.json", dependencies), ["next.js", "vue"]);
    assert.deepEqual(found("package.json", "{broken"), []);
    assert.deepEqual(found("requirements.txt", "# flask\nDjango>=5\nfastapi-users\n"), ["django"]);
    assert.deepEqual(found("pyproject.toml", 'dependencies = ["fastapi>=0.1"]'), ["fastapi"]);
    assert.deepEqual(found("go.mod", "require github.com/gin-gonic/gin v1.9"), ["gin"]);
    assert.ok(isManifest("deep/Cargo.toml") && !isManifest("Cargo.lock"));
  });
});
