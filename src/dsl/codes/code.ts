// SPDX-License-Identifier: GPL-2.0

/** What a code of diagnostics means, for people who meet it for the first time. */
export interface Explanation {
  /** As in {@link import("../diagnostic.js").Diagnostic}. */
  readonly code: string;
  /** What is wrong, in a few words; lower case, no full stop. */
  readonly title: string;
  /** One paragraph: why it is wrong, and what to do. */
  readonly text: string;
}
