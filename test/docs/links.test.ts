// SPDX-License-Identifier: GPL-2.0
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { allPages, FENCED, type Page, ROOT } from "./support/pages.js";

/** The anchors that a page has, as they are made of its headings. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = text.replace(FENCED, "").match(/^#+ .*$/gm) ?? [];
  return new Set(
    headings.map((heading) =>
      heading
        .replace(/^#+ /, "")
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

/** Links of a page that lead nowhere. */
function broken({ path, text }: Page): readonly string[] {
  const links = [...text.replace(FENCED, "").matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link ?? "");
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? join(ROOT, path) : join(ROOT, dirname(path), file);
    if (!existsSync(target)) return true;
    return anchor !== undefined && !anchorsOf(readFileSync(target, "utf8")).has(anchor);
  });
}

test.each(allPages().map((page) => [page.path, page] as const))(
  "the links of %s lead somewhere",
  (_, page) => {
    expect(broken(page)).toEqual([]);
  },
);
