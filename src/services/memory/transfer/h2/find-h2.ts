import { glob, realpath } from "node:fs/promises";
import { basename, delimiter, join } from "node:path";
import { ResteraError } from "../../../../foundation/errors.ts";

export interface H2Place {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The user's home folder. */
  readonly home: string;
}

/** What can read a database of H2. */
export interface H2Program {
  readonly java: string;
  readonly jar: string;
}

/**
 * Java and a jar of H2 for a database of this format: RESTERA_H2_JAR, else what is in CLASSPATH, in Maven's and Gradle's folders and
 * where Debian has it. H2 1.4, 2.1 and 2.2 each have a format of their own, which the others do not read. Throws
 * `h2-missing`.
 */
export async function findH2(
  { environment, home }: H2Place,
  { file, format }: { readonly file: string; readonly format: number },
): Promise<H2Program> {
  const { RESTERA_H2_JAR: named, JAVA_HOME: javaHome } = environment;
  const java = javaHome ? join(javaHome, "bin", "java") : "java";
  if (named) return { java, jar: named };
  const found = new Map<string, string>();
  for (const pattern of patternsOf(environment, home)) {
    for await (const path of glob(pattern)) {
      const real = await realpath(path).catch(() => path);
      const version = /^h2-(\d[\d.]*)\.jar$/.exec(basename(real))?.[1];
      if (version !== undefined) found.set(version, real);
    }
  }
  const wanted = [...found.keys()].filter((version) => formatOf(version) === Math.min(format, 3));
  const [newest] = wanted.sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
  if (newest === undefined) {
    throw new ResteraError("h2-missing", { file, wanted: versionFor(format) });
  }
  return { java, jar: found.get(newest)! };
}

/** What a version of H2 writes and reads. */
function formatOf(version: string): number {
  if (version.startsWith("1.")) return 1;
  return /^2\.[01]\./.test(version) ? 2 : 3;
}

/** A version that reads a file of this format. */
export function versionFor(format: number): string {
  if (format === 1) return "1.4.200";
  return format === 2 ? "2.1.214" : "2.3.232";
}

function patternsOf(environment: H2Place["environment"], home: string): string[] {
  const { CLASSPATH = "" } = environment;
  return [
    ...CLASSPATH.split(delimiter).filter((path) => /h2[^/\\]*\.jar$/i.test(path)),
    join(home, ".m2/repository/com/h2database/h2/*/h2-*.jar"),
    join(home, ".gradle/caches/modules-2/files-2.1/com.h2database/h2/*/*/h2-*.jar"),
    "/usr/share/java/h2*.jar",
    "/usr/share/maven-repo/com/h2database/h2/*/h2-*.jar",
    "/opt/h2/bin/h2-*.jar",
  ];
}
