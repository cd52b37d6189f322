import { hash } from "node:crypto";

/** A part of a text that gets a vector of its own. */
export interface TextPart {
  readonly text: string;
  readonly hash: string;
}

/** Models read some hundreds to some thousands of words; documents' sections are no longer than this either. */
const mostLetters = 4000;
const mostTitle = 200;
/** Of the longest texts their beginning has vectors, which is what makes them found. */
const mostParts = 20;

/** What of a memory gets vectors: its title and text, cut between words where it is long; nothing for what says nothing. */
export function textParts(title: string, text: string): TextPart[] {
  const head = title.trim() === "" ? "" : `${title.trim().slice(0, mostTitle)}\n`;
  const parts: TextPart[] = [];
  for (let from = 0; from < text.length && parts.length < mostParts;) {
    let to = Math.min(text.length, from + mostLetters);
    const space = to < text.length ? text.lastIndexOf(" ", to) : to;
    if (space > from + mostLetters / 2) to = space;
    const part = text.slice(from, to).toWellFormed().trim();
    if (part !== "") parts.push(partOf(head + part));
    from = to;
  }
  if (parts.length === 0 && head !== "") parts.push(partOf(head.trim()));
  return parts;
}

function partOf(text: string): TextPart {
  return { text, hash: hash("sha256", text) };
}
