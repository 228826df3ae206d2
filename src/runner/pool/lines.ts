// SPDX-License-Identifier: GPL-2.0

/** Messages as they go between processes: each is a line of JSON, which has no line breaks of its own. */
export function lineOfMessage(message: unknown): string {
  return `${JSON.stringify(message)}\n`;
}

/** Puts lines together from pieces that end anywhere. */
export class LineReader {
  #rest = "";

  /** The lines that end in a piece, without their ends. A last one that does not end is kept for the next. */
  add(piece: string): readonly string[] {
    const end = piece.lastIndexOf("\n");
    if (end < 0) {
      this.#rest += piece;
      return [];
    }
    const lines = (this.#rest + piece.slice(0, end)).split("\n");
    this.#rest = piece.slice(end + 1);
    return lines;
  }
}
