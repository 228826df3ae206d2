// SPDX-License-Identifier: GPL-2.0

/** As much of TextMate's grammars as ours uses; its expressions mean the same in JavaScript. */
export interface Rule {
  readonly name?: string;
  readonly contentName?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly captures?: Captures;
  readonly beginCaptures?: Captures;
  readonly endCaptures?: Captures;
  readonly include?: string;
  readonly patterns?: readonly Rule[];
}

type Captures = Readonly<Record<string, { readonly name: string }>>;

export interface Grammar {
  readonly scopeName: string;
  readonly patterns: readonly Rule[];
  readonly repository: Readonly<Record<string, Rule>>;
}

export interface Token {
  readonly text: string;
  readonly scopes: readonly string[];
}

interface Frame {
  readonly rule: Rule;
  /** Of the text between begin and end. */
  readonly scopes: readonly string[];
  /** Of begin and end themselves. */
  readonly outer: readonly string[];
}

/** The tokens of each line. Grammars of other languages count as empty. */
export function tokenize(grammar: Grammar, text: string): readonly (readonly Token[])[] {
  const root: Frame = { rule: { patterns: grammar.patterns }, scopes: [grammar.scopeName], outer: [] };
  const stack: Frame[] = [root];
  return text.split("\n").map((line) => tokenizeLine(grammar, line, stack, root));
}

function tokenizeLine(grammar: Grammar, line: string, stack: Frame[], root: Frame): readonly Token[] {
  const tokens: Token[] = [];
  const add = (from: number, to: number, scopes: readonly string[]): void => {
    if (to > from) tokens.push({ text: line.slice(from, to), scopes });
  };
  let at = 0;
  for (let steps = 0; at <= line.length; steps++) {
    if (steps > 10 * line.length + 100) throw new Error(`no end of rules in ${JSON.stringify(line)}`);
    const frame = stack.at(-1) ?? root;
    const found = earliest(grammar, frame, line, at);
    add(at, found?.match.index ?? line.length, frame.scopes);
    if (found === undefined) break;
    const { rule, match, isEnd } = found;
    const next = match.index + match[0].length;
    const named = rule.name === undefined ? frame.scopes : [...frame.scopes, rule.name];
    const scopes = isEnd ? frame.outer : named;
    addCaptures(add, match, scopes, (isEnd ? rule.endCaptures : (rule.beginCaptures ?? rule.captures)) ?? {});
    if (isEnd) stack.pop();
    else if (rule.begin !== undefined) {
      const inner = rule.contentName === undefined ? named : [...named, rule.contentName];
      stack.push({ rule, scopes: inner, outer: named });
    } else if (next === at) break;
    at = next;
  }
  return tokens;
}

interface Found {
  readonly rule: Rule;
  readonly match: RegExpExecArray;
  readonly isEnd: boolean;
}

/** The first match on the rest of the line; of several at one place the end, then the first rule. */
function earliest(grammar: Grammar, { rule }: Frame, line: string, at: number): Found | undefined {
  let best: Found | undefined;
  const look = (candidate: Rule, source: string | undefined, isEnd: boolean): void => {
    if (source === undefined) return;
    const expression = new RegExp(source, "dg");
    expression.lastIndex = at;
    const match = expression.exec(line);
    if (match !== null && (best === undefined || match.index < best.match.index))
      best = { rule: candidate, match, isEnd };
  };
  look(rule, rule.end, true);
  for (const each of expand(grammar, rule.patterns ?? [])) look(each, each.match ?? each.begin, false);
  return best;
}

function expand(grammar: Grammar, rules: readonly Rule[]): readonly Rule[] {
  return rules.flatMap((rule) => {
    if (rule.include !== undefined) {
      if (!rule.include.startsWith("#")) return [];
      const target = grammar.repository[rule.include.slice(1)];
      if (target === undefined) throw new Error(`there is no ${rule.include}`);
      return expand(grammar, [target]);
    }
    const isGroup = rule.match === undefined && rule.begin === undefined;
    return isGroup ? expand(grammar, rule.patterns ?? []) : [rule];
  });
}

function addCaptures(
  add: (from: number, to: number, scopes: readonly string[]) => void,
  match: RegExpExecArray,
  scopes: readonly string[],
  captures: Captures,
): void {
  const whole = captures["0"];
  const outer = whole === undefined ? scopes : [...scopes, whole.name];
  const end = match.index + match[0].length;
  let at = match.index;
  for (const [number, range] of (match.indices ?? []).entries()) {
    const capture = captures[String(number)];
    if (number === 0 || capture === undefined || range === undefined || range[0] < at) continue;
    add(at, range[0], outer);
    add(range[0], range[1], [...outer, capture.name]);
    at = range[1];
  }
  add(at, end, outer);
}
