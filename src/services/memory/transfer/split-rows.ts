/** A row of an import, as text; `list` is the list that it stood in. */
export interface SplitRow {
  readonly list: string | undefined;
  readonly text: string;
}

const lists = new Set(["entities", "tattoos"]);
const mostRowLength = 64 * 2 ** 20;

/**
 * Takes rows out of text as it comes: the items of lists in the outermost object (`{"entities": [], "tattoos": []}`), the items of
 * an outermost list, or a line each (NDJSON). Only one row is held at a time. Throws an Error that says what is wrong with the
 * document; what is wrong within a row is for whoever parses it.
 */
export async function* splitRows(parts: AsyncIterable<string>): AsyncGenerator<SplitRow> {
  let splitter: LineSplitter | ItemSplitter | undefined;
  let head = "";
  for await (const part of parts) {
    if (splitter === undefined) {
      head += part;
      const line = firstLine(head);
      if (line === undefined && head.length < mostRowLength && !isDocument(head)) continue;
      splitter = line !== undefined && isRow(line) ? new LineSplitter() : new ItemSplitter();
      yield* splitter.write(head);
      head = "";
    } else {
      yield* splitter.write(part);
    }
  }
  splitter ??= isRow(head) ? new LineSplitter() : new ItemSplitter();
  yield* splitter.write(head);
  yield* splitter.end();
}

function firstLine(text: string): string | undefined {
  const begin = text.search(/\S/);
  const end = begin < 0 ? -1 : text.indexOf("\n", begin);
  return end < 0 ? undefined : text.slice(begin, end);
}

/** True when the text begins as the document does, however long its first line is. */
function isDocument(text: string): boolean {
  return /^\uFEFF?\s*(?:\[|\{\s*"\w*"\s*:\s*\[)/.test(text);
}

/** A whole object that is no document of lists. */
function isRow(text: string): boolean {
  if (isDocument(text)) return false;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    return ![...lists].some((name) => Object.hasOwn(value, name));
  } catch {
    return false;
  }
}

class LineSplitter {
  #rest = "";

  *write(part: string): Generator<SplitRow> {
    const lines = (this.#rest + part).split("\n");
    this.#rest = lines.pop()!;
    if (this.#rest.length > mostRowLength) throw new Error("a row has more than 64 MiB");
    for (const text of lines) if (text.trim() !== "") yield { list: undefined, text };
  }

  *end(): Generator<SplitRow> {
    if (this.#rest.trim() !== "") yield { list: undefined, text: this.#rest };
  }
}

/** Follows brackets and texts only, which is enough to see where an item ends. */
class ItemSplitter {
  /** Open brackets. */
  #open: string[] = [];
  #inText = false;
  #isEscaped = false;
  /** What is between the beginning of a text, or of an item, and here. */
  #held = "";
  #isHolding = false;
  #key: string | undefined;
  #itemDepth = 0;
  #isOver = false;
  #hasList = false;
  /** After a name that only a list can follow, or null. */
  #isListNext = false;

  *write(part: string): Generator<SplitRow> {
    let from = 0;
    for (let at = 0; at < part.length; at++) {
      const letter = part[at]!;
      if (this.#inText) {
        this.#readText(letter);
      } else if (this.#isListNext && !/[\s[n]/.test(letter)) {
        throw new Error(`its ${this.#key} is no list`);
      } else if (letter === '"') {
        this.#inText = true;
        if (this.#itemDepth === 0) [from, this.#isHolding] = [at, true];
      } else if (letter === ":" && this.#itemDepth === 0 && this.#isHolding) {
        this.#key = keyOf(this.#held + part.slice(from, at));
        [this.#held, this.#isHolding] = ["", false];
        this.#isListNext = this.#open.length === 1 && lists.has(this.#key ?? "");
      } else if (letter === "n" && this.#isListNext) {
        this.#isListNext = false;
      } else if (letter === "[" || letter === "{") {
        this.#isListNext = false;
        this.#open.push(letter);
        if (this.#itemDepth === 0 && this.#beginsList(letter)) {
          this.#itemDepth = this.#open.length;
          this.#hasList = true;
          [from, this.#held, this.#isHolding] = [at + 1, "", true];
        }
      } else if (letter === "]" || letter === "}") {
        if (this.#open.length === this.#itemDepth && this.#itemDepth > 0) {
          yield* this.#item(part.slice(from, at));
          [this.#itemDepth, this.#isHolding] = [0, false];
        }
        this.#close(letter);
      } else if (letter === "," && this.#open.length === this.#itemDepth && this.#itemDepth > 0) {
        yield* this.#item(part.slice(from, at));
        from = at + 1;
      } else if (this.#open.length === 0 && !/[\s\uFEFF]/.test(letter)) {
        throw new Error("it is no JSON");
      }
    }
    if (!this.#isHolding) return;
    this.#held += part.slice(from);
    if (this.#held.length > mostRowLength) throw new Error("a row has more than 64 MiB");
  }

  end(): SplitRow[] {
    if (!this.#isOver || this.#open.length > 0) throw new Error("its end is missing");
    if (!this.#hasList) throw new Error("it has no list of rows");
    return [];
  }

  #readText(letter: string): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (letter === "\\") this.#isEscaped = true;
    else if (letter === '"') this.#inText = false;
  }

  /** The outermost list, or one directly in the outermost object. */
  #beginsList(letter: string): boolean {
    const depth = this.#open.length;
    return letter === "[" && (depth === 1 || (depth === 2 && this.#open[0] === "{"));
  }

  #close(letter: string): void {
    const opened = this.#open.pop();
    if (opened !== (letter === "]" ? "[" : "{")) throw new Error("a bracket does not fit");
    this.#isOver = this.#open.length === 0;
  }

  *#item(end: string): Generator<SplitRow> {
    const text = this.#held + end;
    this.#held = "";
    if (text.trim() !== "") yield { list: this.#key, text };
  }
}

function keyOf(text: string): string | undefined {
  const [quoted] = /"(?:[^"\\]|\\.)*"(?=\s*$)/s.exec(text) ?? [];
  try {
    return quoted === undefined ? undefined : (JSON.parse(quoted) as string);
  } catch {
    return undefined;
  }
}
