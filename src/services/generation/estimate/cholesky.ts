/** A lower triangular factor L with A = L·Lᵀ, row after row. */
export type Factor = readonly Float64Array[];

/** Cholesky's factor of a symmetric positive definite matrix, of which only the lower half is read. */
export function choleskyOf(matrix: readonly Float64Array[]): Factor {
  const factor: Float64Array[] = [];
  for (let row = 0; row < matrix.length; row++) {
    const values = new Float64Array(row + 1);
    for (let column = 0; column <= row; column++) {
      const other = column === row ? values : factor[column]!;
      let sum = matrix[row]![column]!;
      for (let at = 0; at < column; at++) sum -= values[at]! * other[at]!;
      // The noise on the diagonal keeps this positive; the bound is for rounding.
      values[column] = column === row ? Math.sqrt(Math.max(sum, 1e-12)) : sum / other[column]!;
    }
    factor.push(values);
  }
  return factor;
}

/** Solves L·x = b. */
export function solveLower(factor: Factor, right: ArrayLike<number>): Float64Array {
  const solution = new Float64Array(factor.length);
  for (let row = 0; row < factor.length; row++) {
    let sum = right[row]!;
    for (let at = 0; at < row; at++) sum -= factor[row]![at]! * solution[at]!;
    solution[row] = sum / factor[row]![row]!;
  }
  return solution;
}

/** Solves Lᵀ·x = b. */
export function solveUpper(factor: Factor, right: ArrayLike<number>): Float64Array {
  const solution = new Float64Array(factor.length);
  for (let row = factor.length - 1; row >= 0; row--) {
    let sum = right[row]!;
    for (let at = row + 1; at < factor.length; at++) sum -= factor[at]![row]! * solution[at]!;
    solution[row] = sum / factor[row]![row]!;
  }
  return solution;
}
