/** What the command does with the text of one file. To begin with: counts its lines. */
export function run(text, name) {
  const lines = text === "" ? 0 : text.replace(/\n$/, "").split("\n").length;
  return `${name}: ${lines}`;
}
