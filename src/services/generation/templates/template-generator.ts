import { join } from "node:path";
import type { Analysis, GenerationInput, GenerationResult, Generator } from "../generation.ts";
import { readRequest } from "../request/read-request.ts";
import { fillPath, fillText } from "../../../foundation/fill-template.ts";
import { projectName, slugOf } from "./project-folder.ts";
import { readTemplate, type TemplateFile } from "./read-template.ts";
import { writeProject, type ProjectFile } from "./write-project.ts";

/** The templates that come along: beside `src/` and beside `dist/`. */
const ownTemplates = join(import.meta.dirname, "../../../../templates");

/** Which of our templates suits a kind of request; the last resort is a library. */
const templateOfKind: Readonly<Record<string, string>> = {
  api: "http-api",
  "web-app": "web-page",
  game: "web-page",
  "mobile-app": "web-page",
  "command-line": "command-line",
  data: "command-line",
  bot: "command-line",
  infrastructure: "command-line",
};

/**
 * The generator that comes along: fills a template's places (`{{name}}`, `{{request}}`, `{{title}}`, `{{resource}}`,
 * `{{technologies}}`, `{{questions}}`, `{{sessionId}}`, `{{date}}` and what the caller gives) in files and their names.
 * @param folder with a folder for each template
 */
export function templateGenerator(folder: string = ownTemplates): Generator {
  return {
    name: "template",
    async generate(input): Promise<GenerationResult> {
      const template = input.template ?? templateOfKind[input.analysis.kind] ?? "library";
      const variables = { ...variablesOf(input), ...input.variables };
      const files = (await readTemplate(folder, template)).map((file) => fill(file, variables));
      const { overwrite, signal, onProgress } = input;
      await writeProject(input.outputFolder, files, {
        overwrite,
        ...(signal === undefined ? {} : { signal }),
        ...(onProgress === undefined ? {} : { onProgress }),
      });
      return { outputFolder: input.outputFolder, files: files.map(({ path }) => path).sort(), template };
    },
  };
}

function variablesOf({ analysis, sessionId }: GenerationInput): Record<string, string> {
  const name = projectName(analysis.request);
  const line = String(analysis.request ?? "")
    .replace(/\s+/g, " ")
    .trim();
  return {
    name,
    title: name.replaceAll("-", " ").replace(/^./, (first) => first.toUpperCase()),
    request: line,
    resource: resourceOf(analysis),
    technologies: (analysis.technologies ?? []).join(", ") || "–",
    questions: (analysis.questions ?? []).map(({ text }) => `- ${text}`).join("\n") || "- –",
    sessionId,
    date: new Date(analysis.timestamp ?? 0).toISOString().slice(0, 10),
  };
}

/** What an API would be about: the first matter of the request, as a plural. */
function resourceOf({ request }: Analysis): string {
  const facts = readRequest(String(request ?? ""));
  const topic = facts.topics.map(slugOf).find((word) => /^[a-z]{3,}$/.test(word));
  if (topic === undefined) return "items";
  return topic.endsWith("s") ? topic : `${topic}s`;
}

/** A file with a zero byte is no text, and is copied as it is. */
function fill(file: TemplateFile, variables: Readonly<Record<string, string>>): ProjectFile {
  const path = fillPath(file.path, variables);
  if (file.content.includes(0)) return { ...file, path };
  const text = fillText(file.content.toString("utf8"), variables, file.path);
  return { ...file, path, content: Buffer.from(text) };
}
