// SPDX-License-Identifier: GPL-2.0
import type { Blob, Num, Num64, Span, SymbolRef } from "../ast.js";
import { hexBytes, natural64 } from "../nodes/index.js";
import { asNumber, type Complain, type DefinedValue, type Defines, show } from "./values.js";

/**
 * Looks up names and turns their values into what their places want. A name that does not fit is
 * reported once for each place, and something harmless takes the place.
 */
export class Binder {
  constructor(
    private readonly defines: Defines,
    private readonly complain: Complain,
  ) {}

  get(name: string): DefinedValue | undefined {
    return this.defines.get(name);
  }

  num(value: Num<SymbolRef>): number {
    if (typeof value === "number") return value;
    return this.convert(value, "a number", (word) => asNumber(word)) ?? 0;
  }

  num64(value: Num64<SymbolRef>): number | bigint {
    if (typeof value !== "object") return value;
    const parse = (word: string) => (asNumber(word) === undefined ? undefined : natural64(word));
    return this.convert(value, "a number", parse) ?? 0;
  }

  blob(value: Blob<SymbolRef>): Blob {
    if (value.type === "hex") return value;
    const bytes = this.convert(value, "an even number of hex digits", (word) =>
      /^(?:[0-9a-fA-F]{2})*$/.test(word) ? hexBytes(word) : undefined,
    );
    return { type: "hex", span: value.span, bytes: bytes ?? new Uint8Array() };
  }

  command(value: string | SymbolRef): string {
    if (typeof value === "string") return value;
    const defined = this.lookUp(value);
    if (defined === undefined) return "";
    if (defined.type === "command") return defined.text;
    this.misfit(value.span, value.name, defined, "a command in back quotes");
    return "";
  }

  /** A word of the language or a define that stands for one. */
  word(span: Span, name: string, wanted: string): string {
    const defined = this.defines.get(name);
    if (defined === undefined) return name;
    if (defined.type === "word" && /^[A-Za-z_]\w*$/.test(defined.text)) return defined.text;
    this.misfit(span, name, defined, wanted);
    return name;
  }

  misfit(span: Span, name: string, value: DefinedValue, wanted: string): void {
    this.complain(span, "bind/wrong-type", `${name} is ${show(value)} here, where ${wanted} is wanted`, "");
  }

  private convert<T>(
    symbol: SymbolRef,
    wanted: string,
    parse: (word: string) => T | undefined,
  ): T | undefined {
    const defined = this.lookUp(symbol);
    if (defined === undefined) return undefined;
    const value = defined.type === "word" ? parse(defined.text) : undefined;
    if (value === undefined) this.misfit(symbol.span, symbol.name, defined, wanted);
    return value;
  }

  private lookUp({ name, span }: SymbolRef): DefinedValue | undefined {
    const defined = this.defines.get(name);
    if (defined === undefined) {
      this.complain(
        span,
        "bind/undefined",
        `${name} is not defined`,
        `define it with --define=${name}=value`,
      );
    }
    return defined;
  }
}
