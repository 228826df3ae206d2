// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import {
  SCTP_CAUSES,
  SCTP_CHUNKS,
  SCTP_PARAMETERS,
  type SctpCause,
  type SctpChunk,
  type SctpField,
  type SctpHeader,
  type SctpParameter,
  type SctpTable,
  type SymbolRef,
} from "../../../src/dsl/ast.js";
import { contents } from "./arbitrary-contents.js";
import { identifier, num, optionals, quoted, span } from "./arbitrary-values.js";

type S = SymbolRef;

const type = <T extends string>(name: T) => fc.constant(name);

/** A name that no field takes for one of its own, such as that of a chunk type or of a flag. */
const symbol: fc.Arbitrary<S> = fc.record({
  type: type("symbol"),
  span,
  name: identifier.map((name) => `x_${name}`),
});

const number = (bits: number): fc.Arbitrary<number | S> =>
  fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 0, max: 2 ** bits - 1 }) },
    { weight: 1, arbitrary: symbol },
  );

const list = <T>(element: fc.Arbitrary<T>) => fc.array(element, { maxLength: 3 });

type Tie = (key: "chunk" | "parameter" | "cause") => fc.Arbitrary<unknown>;

function value(field: SctpField, tie: Tie): fc.Arbitrary<unknown> {
  const { kind, bits } = field;
  switch (kind) {
    case "number":
    case "flags":
      return number(bits);
    case "numbers":
      return list(number(bits));
    case "gaps":
      return list(fc.record({ type: type("gap"), span, start: number(16), end: number(16) }));
    case "streams":
      return list(fc.record({ type: type("stream"), span, sid: number(16), ssn: number(16) }));
    case "messages":
      return list(
        fc.record({ type: type("message"), span, sid: number(16), flags: number(16), mid: number(32) }),
      );
    case "address":
      return fc.record({ type: type("address"), span, text: fc.oneof(fc.ipV4(), fc.ipV6()) });
    case "text":
      return fc.record({ type: type("text"), span, raw: quoted('"') });
    case "contents":
      return contents;
    case "chunk":
      return tie("chunk");
    case "parameter":
      return tie("parameter");
    case "parameters":
      return list(tie("parameter"));
    case "causes":
      return list(tie("cause"));
  }
}

/** Any node that the table describes; `...` is the value now and then. */
function nodes(table: SctpTable, tie: Tie): fc.Arbitrary<unknown> {
  const each = Object.entries(table).map(([name, { fields }]) => {
    const model: Record<string, fc.Arbitrary<unknown>> = { type: type(name), span };
    const required = ["type", "span"];
    for (const [property, field] of Object.entries(fields)) {
      model[property] = fc.oneof(
        { weight: 4, arbitrary: value(field, tie) },
        { weight: 1, arbitrary: type("any") },
      );
      if (!field.optional) required.push(property);
    }
    const node = fc.record(model, { requiredKeys: required });
    return name === "I_DATA" ? node.filter((chunk) => "ppid" in chunk !== "fsn" in chunk) : node;
  });
  return fc.oneof({ maxDepth: 3, depthIdentifier: "sctp" }, ...each);
}

// the nodes are made from the tables that make their types
const { chunk, parameter, cause } = fc.letrec((tie) => ({
  chunk: nodes(SCTP_CHUNKS, tie),
  parameter: nodes(SCTP_PARAMETERS, tie),
  cause: nodes(SCTP_CAUSES, tie),
})) as {
  chunk: fc.Arbitrary<SctpChunk<S>>;
  parameter: fc.Arbitrary<SctpParameter<S>>;
  cause: fc.Arbitrary<SctpCause<S>>;
};

export { cause as sctpCause, chunk as sctpChunk, parameter as sctpParameter };

const bytes = fc.record({ type: type("bytes"), span, bytes: list(number(8)) });

const ports = fc.record({ span, source: num, destination: num });

export const sctp: fc.Arbitrary<SctpHeader<S>> = optionals(
  {
    type: type("sctp"),
    span,
    ports,
    checksum: fc.constantFrom("bad", "zero"),
    tag: num,
    chunks: list(fc.oneof({ weight: 5, arbitrary: chunk }, { weight: 1, arbitrary: bytes })),
  },
  ["type", "span", "chunks"],
);

export const oddChecksum = fc.constantFrom("bad" as const, "zero" as const);

export const udpLite = optionals(
  { type: type("udplite"), span, ports, checksum: oddChecksum, length: num, coverage: num },
  ["type", "span", "length", "coverage"],
);

export const udpEncapsulation = optionals(
  { type: type("udp-encapsulation"), span, ports, checksum: oddChecksum },
  ["type", "span", "ports"],
);
