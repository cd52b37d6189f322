/**
 * Rows of CSV as H2's CSVWRITE makes it, out of text as it comes: values in quotes, a quote in them doubled, and nothing at all for
 * null. Throws an Error when the last row is not over.
 */
export async function* parseCsv(parts: AsyncIterable<string>): AsyncGenerator<(string | null)[]> {
  let row: (string | null)[] = [];
  let [value, isQuoted, inQuotes, wasQuote] = ["", false, false, false];
  const endValue = (): void => {
    row.push(isQuoted || value !== "" ? value : null);
    [value, isQuoted] = ["", false];
  };
  for await (const part of parts) {
    for (const letter of part) {
      if (inQuotes && letter === '"') [inQuotes, wasQuote] = [false, true];
      else if (inQuotes) value += letter;
      else if (letter === '"') {
        // The second of two, or the first of a value.
        if (wasQuote) value += '"';
        [inQuotes, isQuoted, wasQuote] = [true, true, false];
      } else {
        wasQuote = false;
        if (letter === ",") endValue();
        else if (letter === "\n") {
          endValue();
          yield row;
          row = [];
        } else if (letter !== "\r") value += letter;
      }
    }
  }
  if (inQuotes) throw new Error("its end is missing");
  if (row.length === 0 && value === "" && !isQuoted) return;
  endValue();
  yield row;
}
