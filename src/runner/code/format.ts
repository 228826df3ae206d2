// SPDX-License-Identifier: GPL-2.0
import { PythonError } from "./errors.js";
import { asNumber, type PyValue, toRepr, toStr, typeName } from "./value.js";

const CONVERSION = /%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?[hlL]?(.)?/gs;

interface Conversion {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly letter: string;
}

/**
 * Python's `format % values`: printf-style formatting of strings. One difference: a float exactly
 * between two results is rounded away from zero, not to the even one.
 */
export function formatPercent(format: string, values: PyValue): string {
  const args: PyValue[] =
    typeof values === "object" && values !== null && values.kind === "tuple" ? [...values.items] : [values];
  const next = (): PyValue => {
    const value = args.shift();
    if (value === undefined) throw new PythonError("TypeError", "not enough arguments for format string");
    return value;
  };
  const field = (text: string | undefined): number | undefined =>
    text === "*" ? Number(next()) : text === undefined ? undefined : Number(text);
  const result = format.replace(
    CONVERSION,
    (_, flags: string, width, precision, letter: string | undefined) => {
      if (letter === "%") return "%";
      if (letter === undefined) throw new PythonError("ValueError", "incomplete format");
      const conversion = { flags, width: field(width) ?? 0, precision: field(precision), letter };
      return pad(convert(conversion, next()), conversion);
    },
  );
  const isList = typeof values === "object" && values !== null && values.kind === "list";
  if (args.length > 0 && !isList)
    throw new PythonError("TypeError", "not all arguments converted during string formatting");
  return result;
}

function convert(conversion: Conversion, value: PyValue): string {
  const { letter, precision } = conversion;
  switch (letter) {
    case "s":
      return toStr(value).slice(0, precision);
    case "r":
    case "a":
      return toRepr(value).slice(0, precision);
    case "c":
      return typeof value === "string" ? value : String.fromCodePoint(Number(toInteger(conversion, value)));
    case "d":
    case "i":
    case "u":
      return signed(conversion, toInteger(conversion, value), 10, "");
    case "x":
      return signed(conversion, toInteger(conversion, value), 16, "0x");
    case "X":
      return signed(conversion, toInteger(conversion, value), 16, "0x").toUpperCase();
    case "o":
      return signed(conversion, toInteger(conversion, value), 8, "0o");
    case "e":
    case "E":
    case "f":
    case "F":
    case "g":
    case "G":
      return float(conversion, value);
    default:
      throw new PythonError("ValueError", `unsupported format character '${letter}'`);
  }
}

function toInteger(conversion: Conversion, value: PyValue): bigint {
  const number = asNumber(value);
  const truncates = "diu".includes(conversion.letter);
  if (typeof number === "bigint") return number;
  if (number !== undefined && truncates && Number.isFinite(number)) return BigInt(Math.trunc(number));
  throw new PythonError(
    "TypeError",
    `%${conversion.letter} format: ${truncates ? "a real number" : "an integer"} is required, not ${typeName(value)}`,
  );
}

function sign(conversion: Conversion, negative: boolean): string {
  if (negative) return "-";
  return conversion.flags.includes("+") ? "+" : conversion.flags.includes(" ") ? " " : "";
}

function signed(conversion: Conversion, value: bigint, radix: number, prefix: string): string {
  const digits = (value < 0n ? -value : value).toString(radix).padStart(conversion.precision ?? 0, "0");
  return sign(conversion, value < 0n) + (conversion.flags.includes("#") ? prefix : "") + digits;
}

function float(conversion: Conversion, value: PyValue): string {
  const number = asNumber(value);
  if (number === undefined) throw new PythonError("TypeError", `must be real number, not ${typeName(value)}`);
  const magnitude = Math.abs(Number(number));
  const digits = magnitudeText(conversion, magnitude);
  const pointed = conversion.flags.includes("#") ? digits.replace(/^(\d+)(?![\d.])/, "$1.") : digits;
  const text = sign(conversion, Number(number) < 0) + pointed;
  return conversion.letter === conversion.letter.toUpperCase() ? text.toUpperCase() : text;
}

function magnitudeText(conversion: Conversion, magnitude: number): string {
  if (!Number.isFinite(magnitude)) return Number.isNaN(magnitude) ? "nan" : "inf";
  const precision = conversion.precision ?? 6;
  const exponential = (digits: number) => magnitude.toExponential(digits).replace(/e([+-])(\d)$/, "e$10$2");
  switch (conversion.letter.toLowerCase()) {
    case "f":
      return magnitude.toFixed(precision);
    case "e":
      return exponential(precision);
    default: {
      const significant = Math.max(1, precision);
      const exponent = Number(magnitude.toExponential(significant - 1).split("e")[1]);
      const text =
        exponent < -4 || exponent >= significant
          ? exponential(significant - 1)
          : magnitude.toFixed(significant - 1 - exponent);
      return conversion.flags.includes("#") || !text.includes(".") ? text : text.replace(/\.?0+(?=e|$)/, "");
    }
  }
}

function pad(text: string, { flags, width, letter }: Conversion): string {
  if (flags.includes("-")) return text.padEnd(width);
  if (!flags.includes("0") || "srac".includes(letter)) return text.padStart(width);
  const lead = /^[-+ ]?(?:0[xXoO])?/.exec(text)?.[0] ?? "";
  return lead + text.slice(lead.length).padStart(width - lead.length, "0");
}
