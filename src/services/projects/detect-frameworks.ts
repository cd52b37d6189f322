import { posix } from "node:path";

/** Files that say what a project is built on. */
const manifests = new Set([
  ...["package.json", "requirements.txt", "pyproject.toml", "Pipfile", "pom.xml", "build.gradle"],
  ...["build.gradle.kts", "Gemfile", "composer.json", "go.mod", "Cargo.toml", "pubspec.yaml"],
]);
/** What a manifest of more than this says is not looked at. */
export const mostManifestBytes = 1 << 20;

const inPackageJson: Readonly<Record<string, string>> = {
  ...{ react: "react", vue: "vue", svelte: "svelte", next: "next.js", nuxt: "nuxt" },
  ...{ "@angular/core": "angular", express: "express", fastify: "fastify", koa: "koa" },
  ...{
    "@nestjs/core": "nestjs",
    hono: "hono",
    electron: "electron",
    "react-native": "react-native",
  },
  ...{ astro: "astro", "solid-js": "solid", "@remix-run/react": "remix", gatsby: "gatsby" },
  ...{ "@sveltejs/kit": "sveltekit", preact: "preact", three: "three.js" },
};

/** A name in another manifest, as a whole word there. */
const elsewhere: Readonly<Record<string, readonly (readonly [word: string, framework: string])[]>> =
  {
    python: [
      ...([
        ["fastapi", "fastapi"],
        ["django", "django"],
        ["flask", "flask"],
      ] as const),
      ...([
        ["starlette", "starlette"],
        ["aiohttp", "aiohttp"],
        ["streamlit", "streamlit"],
      ] as const),
      ...([
        ["torch", "pytorch"],
        ["tensorflow", "tensorflow"],
        ["tornado", "tornado"],
      ] as const),
    ],
    java: [
      ...([
        ["spring-boot", "spring-boot"],
        ["quarkus", "quarkus"],
      ] as const),
      ...([
        ["micronaut", "micronaut"],
        ["com.android", "android"],
        ["ktor", "ktor"],
      ] as const),
    ],
    "go.mod": [
      ...([
        ["github.com/gin-gonic/gin", "gin"],
        ["github.com/labstack/echo", "echo"],
      ] as const),
      ...([
        ["github.com/gofiber/fiber", "fiber"],
        ["github.com/go-chi/chi", "chi"],
      ] as const),
    ],
    "Cargo.toml": [
      ...([
        ["actix-web", "actix"],
        ["axum", "axum"],
        ["rocket", "rocket"],
      ] as const),
      ...([
        ["tauri", "tauri"],
        ["leptos", "leptos"],
      ] as const),
    ],
    Gemfile: [
      ["rails", "rails"],
      ["sinatra", "sinatra"],
    ],
    "composer.json": [
      ["laravel/framework", "laravel"],
      ["symfony/framework-bundle", "symfony"],
    ],
    "pubspec.yaml": [["flutter", "flutter"]],
  };

export function isManifest(path: string): boolean {
  return manifests.has(posix.basename(path));
}

/** The frameworks that a manifest of this name names, in its words. */
export function frameworksIn(path: string, text: string): string[] {
  const name = posix.basename(path);
  if (name === "package.json") return inDependencies(text);
  const group = /^(?:requirements|pyproject|Pipfile)/.test(name)
    ? "python"
    : /^(?:pom|build)/.test(name)
      ? "java"
      : name;
  return (elsewhere[group] ?? [])
    .filter(([word]) => hasWord(text, word, group === "java"))
    .map(([, framework]) => framework);
}

function inDependencies(text: string): string[] {
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    const { dependencies, devDependencies, peerDependencies } = value;
    const named = Object.keys(Object.assign({}, dependencies, devDependencies, peerDependencies));
    return named.flatMap((each) =>
      Object.hasOwn(inPackageJson, each) ? inPackageJson[each]! : [],
    );
  } catch {
    // A manifest that is none names nothing.
    return [];
  }
}

/** Lines that are comments do not count. In Java a name such as `spring-boot` begins those of its parts. */
function hasWord(text: string, word: string, isBeginning: boolean): boolean {
  const escaped = word.replace(/[$()*+./?[\\\]^{|}-]/g, "\\$&");
  return new RegExp(
    `^(?!\\s*(?:#|//)).*(?<![\\w-])${escaped}(?![\\w${isBeginning ? "" : "-"}])`,
    "im",
  ).test(text);
}
