/** A part of a document that is found by itself. */
export interface Section {
  /** What tells it from the others of its document, and stays when others change. */
  readonly anchor: string;
  /** The headings or keys that lead to it. */
  readonly title: string;
  readonly text: string;
}

/** What a file holds, and what it says about itself. */
export interface SplitDocument {
  readonly sections: readonly Section[];
  readonly hero?: string;
  readonly tags?: readonly string[];
}

const mostLength = 4000;

/** Collects sections, cuts long ones where a paragraph or a line ends, and sees to one anchor for each. */
export class SectionList {
  readonly sections: Section[] = [];
  readonly #anchors = new Map<string, number>();

  add(name: string, title: string, text: string): void {
    const whole = text.trim();
    if (whole === "" && title === "") return;
    for (const part of partsOf(whole)) {
      this.sections.push({ anchor: this.#anchorOf(name), title, text: part });
    }
  }

  #anchorOf(name: string): string {
    const slug = slugOf(name);
    const count = (this.#anchors.get(slug) ?? 0) + 1;
    this.#anchors.set(slug, count);
    return count === 1 ? slug : `${slug}~${count}`;
  }
}

function slugOf(name: string): string {
  const slug = name.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, "-");
  return slug.replace(/^-|-$/g, "").slice(0, 200).toWellFormed();
}

function partsOf(text: string): string[] {
  if (text.length <= mostLength) return [text];
  const parts: string[] = [];
  for (let at = 0; at < text.length;) {
    let end = at + mostLength;
    if (end < text.length) {
      // Only this much is looked at: a text without any mark may have millions of letters.
      const from = at + mostLength / 2 + 1;
      const near = text.slice(from, end + 2);
      for (const mark of ["\n\n", "\n", ". ", " "]) {
        const found = near.lastIndexOf(mark, end - from);
        if (found < 0) continue;
        end = from + found + mark.length;
        break;
      }
      // Never between the two halves of one letter.
      if (/[\uD800-\uDBFF]/.test(text[end - 1]!)) end--;
    }
    parts.push(text.slice(at, end).trim());
    at = end;
  }
  return parts;
}
