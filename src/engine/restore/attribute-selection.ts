import { ResteraError } from "../../foundation/errors.ts";
import { compilePatterns, isMatched } from "../scan/patterns.ts";

/** Which extended attributes a restore sets, by patterns of their names such as `user.*`; all when there are none. */
export interface AttributePatterns {
  readonly includeXattr?: readonly string[];
  readonly excludeXattr?: readonly string[];
}

/** Those of them that a worker needs. */
export function attributePatterns({
  includeXattr = [],
  excludeXattr = [],
}: AttributePatterns): AttributePatterns {
  return { includeXattr, excludeXattr };
}

/** restic's meaning of `--include-xattr` and `--exclude-xattr`. Throws `usage` for both at once and for bad patterns. */
export function selectAttributes({
  includeXattr = [],
  excludeXattr = [],
}: AttributePatterns): (name: string) => boolean {
  if (includeXattr.length > 0 && excludeXattr.length > 0) {
    const problem = "--include-xattr and --exclude-xattr cannot be used together";
    throw new ResteraError("usage", { problem });
  }
  const [includes, excludes] = [compilePatterns(includeXattr), compilePatterns(excludeXattr)];
  if (includeXattr.length > 0) return (name) => isMatched(includes, name);
  return (name) => !isMatched(excludes, name);
}
