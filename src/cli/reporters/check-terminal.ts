// SPDX-License-Identifier: GPL-2.0
import { render } from "../../dsl/render.js";
import type { Colours } from "../colours.js";
import type { CheckReporter } from "./check-events.js";

/** For people: each problem with its line, and how many there are. */
export function terminalCheckReporter(write: (text: string) => void, colours: Colours): CheckReporter {
  return (event) => {
    switch (event.type) {
      case "diagnostic":
        write(`${render(event.diagnostic, event.source, colours)}\n`);
        return;
      case "unreadable":
        write(`${colours.place(event.path)}: ${colours.error("error")}: ${event.message}\n`);
        return;
      case "end": {
        const { files, errors, warnings, unreadable } = event;
        const counts = [
          errors === 0 ? colours.good("no errors") : colours.error(count(errors, "error")),
          ...(warnings === 0 ? [] : [colours.warning(count(warnings, "warning"))]),
          ...(unreadable === 0 ? [] : [colours.error(`${unreadable} not read`)]),
        ];
        write(`${count(files, "script")}: ${counts.join(", ")}\n`);
      }
    }
  };
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
