import { ResteraError } from "./errors.ts";

/** `{{name}}`; `{{name|json}}` inside a quoted text of JSON or JavaScript; `{{name|html}}` in HTML. */
const placePattern = /\{\{\s*(\w+)(?:\|(\w+))?\s*\}\}/g;

/**
 * Fills the places of a template's text.
 * @param path of the template's file, for the error
 * Throws `template-variable` when one is not given.
 */
export function fillText(
  text: string,
  variables: Readonly<Record<string, string>>,
  path: string,
): string {
  return text.replace(placePattern, (_, name: string, form: string | undefined) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined) throw new ResteraError("template-variable", { variable: name, path });
    if (form === "json") return JSON.stringify(value).slice(1, -1);
    return form === "html"
      ? value.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
      : value;
  });
}

/** The names of the variables that a text has places for. */
export function placesIn(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(placePattern), ([, name = ""]) => name))];
}

/** Names that Windows keeps for devices. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
// eslint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u001f\\:*?"<>|]/;

/**
 * Fills the places of a file's path and checks every name of it: nothing that leads out, and nothing that one of the
 * platforms could not write. Throws `template-name`.
 */
export function fillPath(path: string, variables: Readonly<Record<string, string>>): string {
  const parts = path.split("/").map((part) => fillText(part, variables, path));
  for (const part of parts) {
    const isWrong =
      part === "" ||
      part === "." ||
      part === ".." ||
      part.includes("/") ||
      part.length > 200 ||
      /[. ]$/.test(part) ||
      reserved.test(part) ||
      forbidden.test(part);
    if (isWrong) throw new ResteraError("template-name", { path: parts.join("/") });
  }
  return parts.join("/");
}
