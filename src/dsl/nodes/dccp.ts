// SPDX-License-Identifier: GPL-2.0
import {
  DCCP_FEATURES,
  DCCP_RESET_CODES,
  DCCP_TYPES,
  type DccpHeader,
  type DccpOption,
  type DccpType,
  type Num,
  type Ports,
  type Span,
  type SymbolRef,
} from "../ast.js";
import { joinFields } from "./fields.js";

type S = SymbolRef;

export interface DccpParts {
  readonly ports: Ports<S> | null;
  readonly length: Num<S> | null;
  readonly options: readonly DccpOption<S>[] | "any" | null;
}

type DccpFields = Partial<
  Omit<DccpHeader<S>, "type" | "span" | "packetType" | "ports" | "length" | "options">
>;

/** Undefined without a sequence number, or with a field that is there twice. */
export function dccp(
  span: Span,
  packetType: DccpType,
  list: readonly DccpFields[],
  { ports, length, options }: DccpParts,
): DccpHeader<S> | undefined {
  const { sequence, ...rest } = joinFields(list) ?? {};
  if (sequence === undefined) return undefined;
  return {
    type: "dccp",
    span,
    ...(ports && { ports }),
    packetType,
    extended: true,
    sequence,
    ...rest,
    length: length ?? 0,
    ...(options !== "any" && { options: options ?? [] }),
  };
}

export const NO_DCCP_TYPE = `the types of DCCP packets are ${DCCP_TYPES.join(", ")}`;

const TYPES = new Map(DCCP_TYPES.map((type) => [type.toLowerCase(), type]));

/** Upper and lower case are the same. */
export function dccpType(name: string): DccpType | undefined {
  return TYPES.get(name.toLowerCase());
}

const RESET_CODES: readonly string[] = DCCP_RESET_CODES;

/** The number of a reset code; undefined for a name that is none of them. */
export function dccpResetCode(name: string): number | undefined {
  const code = RESET_CODES.indexOf(name);
  return code < 0 ? undefined : code;
}

const FEATURES = new Map(Object.entries(DCCP_FEATURES).map(([number, name]) => [name, Number(number)]));

/** The number of a feature; undefined for a name that is none of them. */
export function dccpFeature(name: string): number | undefined {
  return FEATURES.get(name);
}

export const NO_SERVICE_CODE =
  "a service code in quotes has one to four characters: letters, digits and -_+.*/?@";

/** The 32 bits of a service code that is written as text, RFC 4340 section 8.1.2; spaces fill them up. */
export function dccpService(text: string): number | undefined {
  if (!/^[A-Za-z0-9\-_+.*/?@]{1,4}$/.test(text)) return undefined;
  return Buffer.from(text.padEnd(4)).readUInt32BE();
}
