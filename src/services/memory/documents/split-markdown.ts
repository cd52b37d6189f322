import { SectionList, type SplitDocument } from "./section.ts";

/** Splits Markdown (CommonMark's ATX and setext headings, outside of code fences) into a section for each heading. */
export function splitMarkdown(text: string): SplitDocument {
  const { body, fields } = frontMatter(text.replace(/^\uFEFF/, ""));
  const list = new SectionList();
  const trail: { level: number; name: string }[] = [];
  let lines: string[] = [];
  let fence: string | undefined;
  const finish = (): void => {
    const names = trail.map(({ name }) => name);
    const title = names.join(" › ");
    if (lines.some((line) => line.trim() !== "") || title !== "") {
      list.add(names.join(" "), title, lines.join("\n"));
    }
    lines = [];
  };
  const begin = (level: number, name: string): void => {
    while ((trail.at(-1)?.level ?? 0) >= level) trail.pop();
    trail.push({ level, name });
  };
  for (const line of body.split(/\r?\n/)) {
    const [, marks] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? [];
    if (marks !== undefined && (fence === undefined || isEnd(line, marks, fence))) {
      fence = fence === undefined ? marks : undefined;
    }
    const [, level, name] = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/.exec(line) ?? [];
    const [, under] = /^ {0,3}(=+|-+)[ \t]*$/.exec(line) ?? [];
    if (fence === undefined && level !== undefined) {
      finish();
      begin(level.length, name ?? "");
    } else if (fence === undefined && under !== undefined && isParagraph(lines.at(-1))) {
      const heading = lines.pop()!.trim();
      finish();
      begin(under.startsWith("=") ? 1 : 2, heading);
    } else {
      lines.push(line);
    }
  }
  finish();
  return { sections: list.sections, ...fields };
}

function isEnd(line: string, marks: string, fence: string): boolean {
  return marks[0] === fence[0] && marks.length >= fence.length && line.trim() === marks;
}

function isParagraph(line: string | undefined): boolean {
  return (
    line !== undefined && line.trim() !== "" && !/^ {0,3}(?:[-*+>]|\d+[.)])[ \t]|^ {4}/.test(line)
  );
}

/** What stands between two lines of `---` at the top, of which tags and the hero are known here. */
function frontMatter(text: string): { body: string; fields: Omit<SplitDocument, "sections"> } {
  const [whole, inside] = /^---\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(text) ?? [];
  if (whole === undefined || inside === undefined) return { body: text, fields: {} };
  const [, hero] = /^hero(?:_id)?:[ \t]*["']?(.+?)["']?[ \t]*$/m.exec(inside) ?? [];
  const [, inline, below] =
    /^tags:[ \t]*(.*)\r?\n?((?:[ \t]*-[ \t]+.*\r?\n?)*)/m.exec(inside) ?? [];
  const tags = [
    ...(inline ?? "").replace(/[[\]]/g, "").split(","),
    ...(below ?? "").split(/^[ \t]*-/m),
  ]
    .map((tag) => tag.trim().replace(/^["']|["']$/g, ""))
    .filter((tag) => tag !== "");
  return {
    body: text.slice(whole.length),
    fields: { ...(hero !== undefined && { hero }), ...(tags.length > 0 && { tags }) },
  };
}
