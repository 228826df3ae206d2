// SPDX-License-Identifier: GPL-2.0
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** A page of the documentation. */
export interface Page {
  /** Relative to the checkout: "docs/language.md". */
  readonly path: string;
  readonly text: string;
}

/** A fenced block of a page. */
export interface Block {
  readonly page: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
  /** What stands behind the opening fence, in words. */
  readonly info: readonly string[];
  readonly text: string;
}

/** README.md and all below docs/, in the order of their names. */
export function allPages(): readonly Page[] {
  const docs = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .sort()
    .map((name) => `docs/${name}`);
  return ["README.md", ...docs].map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
}

/** The pages of the language reference. */
export function languagePages(): readonly Page[] {
  return allPages().filter(({ path }) => path.startsWith("docs/language"));
}

/** Whole blocks with their fences, for whoever wants what is around them. */
export const FENCED = /^```[\s\S]*?^```$/gm;

const FENCE = /^```(.*)$/;

/** @throws Error for a block that is not closed */
export function blocksOf({ path, text }: Page): readonly Block[] {
  const blocks: Block[] = [];
  const lines = text.split("\n");
  for (let i = 0; i < lines.length; i++) {
    const info = FENCE.exec(lines[i] ?? "")?.[1];
    if (info === undefined) continue;
    const end = lines.indexOf("```", i + 1);
    if (end < 0) throw new Error(`${path}:${i + 1}: the block is not closed`);
    blocks.push({
      page: path,
      line: i + 1,
      info: info.split(/\s+/).filter((word) => word !== ""),
      text: lines
        .slice(i + 1, end)
        .map((line) => `${line}\n`)
        .join(""),
    });
    i = end;
  }
  return blocks;
}
