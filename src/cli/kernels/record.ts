// SPDX-License-Identifier: GPL-2.0

/** What kernel.json in the folder of a named build says. */
export interface KernelRecord {
  /** Path of the tree that it was made from. */
  readonly source: string;
  /** Debian's package that the tree is, such as linux-source-6.1; absent: a tree of the user's. */
  readonly debian?: string;
  /** Fragment of the configuration: `default` is none. */
  readonly variant: string;
  /** Version of the kernel, such as 6.1.192. */
  readonly version: string;
  /** Name of the library's file in the folder. */
  readonly library: string;
  /** Folder of the objects, for the next build of this tree and variant. */
  readonly objects: string;
  /** When it was built: ms since 1970. */
  readonly builtMs: number;
  /** What portDigest() said of the port then. */
  readonly port: string;
}

const TEXTS = ["source", "variant", "version", "library", "objects", "port"] as const;

/** Reads what printRecord() wrote; undefined if it is something else. */
export function parseRecord(text: string): KernelRecord | undefined {
  const value = parseJson(text);
  if (typeof value !== "object" || value === null) return undefined;
  const fields: Partial<Record<string, unknown>> = { ...value };
  const { debian, builtMs } = fields;
  const [source, variant, version, library, objects, port] = TEXTS.map((name) => {
    const field = fields[name];
    return typeof field === "string" && field !== "" ? field : undefined;
  });
  if (source === undefined || variant === undefined || version === undefined) return undefined;
  if (library === undefined || objects === undefined || port === undefined) return undefined;
  if (typeof builtMs !== "number" || !Number.isFinite(builtMs) || library.includes("/")) return undefined;
  if (debian !== undefined && typeof debian !== "string") return undefined;
  const isOf = debian === undefined ? {} : { debian };
  return { source, ...isOf, variant, version, library, objects, builtMs, port };
}

export function printRecord(record: KernelRecord): string {
  return `${JSON.stringify(record, null, 1)}\n`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
