/** A node of a tree: its JSON as it was written, and the fields that a repair looks at. */
export interface NodeText {
  readonly json: string;
  readonly fields: {
    readonly name?: unknown;
    readonly type?: unknown;
    readonly size?: unknown;
    readonly content?: unknown;
    readonly subtree?: unknown;
  };
}

const opening = /^\s*\{\s*"nodes"\s*:\s*\[/;

/**
 * The nodes of a tree, each with its own text: what is not repaired keeps every byte, wide numbers and
 * fields that we do not know too. Throws when this is no tree.
 */
export function splitTree(text: string): NodeText[] {
  const tree = JSON.parse(text) as { nodes?: unknown } | null;
  if (tree?.nodes === null) return [];
  if (!Array.isArray(tree?.nodes)) throw new Error("it has no list of nodes");
  const fields = tree.nodes as NodeText["fields"][];
  if (fields.some((node) => typeof node !== "object" || node === null)) {
    throw new Error("a node is not an object");
  }
  const head = opening.exec(text);
  if (head === null) return fields.map((node) => ({ json: JSON.stringify(node), fields: node }));
  let at = head[0].length;
  return fields.map((node) => {
    const start = text.indexOf("{", at);
    at = endOfObject(text, start);
    return { json: text.slice(start, at), fields: node };
  });
}

/** The place after the object that begins at `start`. */
function endOfObject(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === "{") depth++;
    else if (character === "}" && --depth === 0) return at + 1;
  }
  throw new Error("it is cut off");
}

/** The place of the closing quote. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  throw new Error("it is cut off");
}

// A quote inside a string has a backslash before it, so none of these can match there.
const sizeField = /,"size":\d+/;
/** The fields that come after the size. */
const afterSize =
  /,"(?:links|linktarget|linktarget_raw|extended_attributes|generic_attributes|device|content)":/;
const contentField = /"content":(?:null|\[[^\]]*\])/;
const subtreeField = /"subtree":(?:null|"[^"]*")/;

/** The node with other content. Fields keep their order, so that equal nodes keep equal bytes. */
export function withContent({ json }: NodeText, ids: readonly string[], size: number): string {
  const sized = withSize(json, size);
  const list = `"content":${JSON.stringify(ids)}`;
  return contentField.test(sized)
    ? sized.replace(contentField, list)
    : `${sized.slice(0, -1)},${list}}`;
}

function withSize(json: string, size: number): string {
  const field = size === 0 ? "" : `,"size":${size}`;
  return sizeField.test(json)
    ? json.replace(sizeField, field)
    : json.replace(afterSize, (next) => field + next);
}

/** The node of a folder with another tree. */
export function withSubtree({ json }: NodeText, id: string): string {
  const field = `"subtree":"${id}"`;
  return subtreeField.test(json)
    ? json.replace(subtreeField, field)
    : `${json.slice(0, -1)},${field}}`;
}

/** The bytes of a tree of these nodes. */
export function joinTree(nodes: readonly string[]): Buffer {
  return Buffer.from(`{"nodes":[${nodes.join(",")}]}\n`);
}
