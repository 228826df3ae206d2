// SPDX-License-Identifier: GPL-2.0

/** How far a campaign was at a moment. */
export interface Sample {
  /** Since its beginning. */
  readonly seconds: number;
  readonly execs: number;
  readonly edges: number;
  readonly corpus: number;
}

/** A campaign, as a page tells of it. */
export interface CampaignReport {
  /** What it ran on, and with: a line each. */
  readonly setting: Readonly<Record<string, string>>;
  readonly samples: readonly Sample[];
  readonly findings: readonly {
    readonly oracle: string;
    readonly protocol: string;
    readonly message: string;
    readonly execs: number;
    /** Where its script or program is, from the page. */
    readonly file: string;
    readonly reproduced: boolean;
  }[];
  readonly known: readonly {
    readonly protocol: string;
    readonly oracle: string;
    readonly cause: string;
    readonly what: string;
    readonly times: number;
  }[];
}

const STYLE = `
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 0 0 1.5rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #8884; }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
code { font-family: ui-monospace, monospace; font-size: 13px; }
figure { display: inline-block; margin: 0 1.5rem 1rem 0; }
figcaption { font-size: 13px; }
polyline { fill: none; stroke: #2a78d6; stroke-width: 2; }
.axis { stroke: #8888; }
text { fill: currentColor; font-size: 11px; }
`;

/** A page without anything from elsewhere: what was run, how it went on, what was found. */
export function asHtml({ setting, samples, findings, known }: CampaignReport): string {
  const last = samples.at(-1);
  const title =
    findings.length === 0
      ? "no findings"
      : findings.length === 1
        ? "1 finding"
        : `${findings.length} findings`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>ktest fuzz: ${title}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>ktest fuzz: ${title}</h1>
${table(Object.entries(setting).map(([name, value]) => [escaped(name), `<code>${escaped(value)}</code>`]))}
${(["execs", "edges", "corpus"] as const).map((what) => curve(what, samples, last?.[what] ?? 0)).join("\n")}
<h2>Findings</h2>
${findings.length === 0 ? "<p>None.</p>" : table(findings.map(findingRow), ["Rule", "", "Programs", "File"])}
${known.length === 0 ? "" : `<h2>Known bugs that were met</h2>\n${table(known.map(knownRow), ["Rule", "", "Times"])}`}
</body>
</html>
`;
}

function findingRow({
  oracle,
  protocol,
  message,
  execs,
  file,
  reproduced,
}: CampaignReport["findings"][number]) {
  const note = reproduced ? "" : "<br>only the program shows it";
  return [
    `${escaped(protocol)} <code>${escaped(oracle)}</code>`,
    escaped(message),
    amount(execs),
    `<a href="${escaped(encodeURI(file))}"><code>${escaped(file)}</code></a>${note}`,
  ];
}

function knownRow({ protocol, oracle, cause, what, times }: CampaignReport["known"][number]) {
  return [
    `${escaped(protocol)} <code>${escaped(oracle)}</code>`,
    `<code>${escaped(cause)}</code>${what === "" ? "" : `<br>${escaped(what)}`}`,
    amount(times),
  ];
}

const NUMBER = /^[\d,]+$/;

/** @param rows  cells as HTML */
function table(rows: readonly (readonly string[])[], heads: readonly string[] = []): string {
  const head =
    heads.length === 0 ? "" : `<thead><tr>${heads.map((text) => `<th>${text}</th>`).join("")}</tr></thead>\n`;
  const body = rows.map((cells) => {
    const shown = cells.map((cell) => `<td${NUMBER.test(cell) ? ' class="number"' : ""}>${cell}</td>`);
    return `<tr>${shown.join("")}</tr>`;
  });
  return `<table>\n${head}<tbody>\n${body.join("\n")}\n</tbody>\n</table>`;
}

const WIDTH = 280;
const HEIGHT = 120;
const NAMES = { execs: "programs", edges: "edges", corpus: "programs kept" } as const;

/** One number over time, from 0 on in both directions. */
function curve(what: keyof typeof NAMES, samples: readonly Sample[], most: number): string {
  const seconds = samples.at(-1)?.seconds ?? 0;
  const x = (sample: Sample): number => (seconds === 0 ? 0 : (sample.seconds / seconds) * WIDTH);
  const y = (sample: Sample): number => HEIGHT - (most === 0 ? 0 : (sample[what] / most) * (HEIGHT - 10));
  const points = samples.map((sample) => `${x(sample).toFixed(1)},${y(sample).toFixed(1)}`);
  return `<figure>
<svg width="${WIDTH}" height="${HEIGHT + 16}" role="img" aria-label="${NAMES[what]} over time">
<line class="axis" x1="0" y1="${HEIGHT}" x2="${WIDTH}" y2="${HEIGHT}"/>
<polyline points="0,${HEIGHT} ${points.join(" ")}"/>
<text x="${WIDTH}" y="${HEIGHT + 13}" text-anchor="end">${seconds.toFixed(1)} s</text>
</svg>
<figcaption>${amount(most)} ${NAMES[what]}</figcaption>
</figure>`;
}

function amount(number: number): string {
  return number.toLocaleString("en-US");
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
