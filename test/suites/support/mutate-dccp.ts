// SPDX-License-Identifier: GPL-2.0
import { type DccpHeader, type DccpOption, NO_SPAN } from "../../../src/dsl/index.js";

interface DccpChange {
  readonly field: string;
  readonly header: DccpHeader;
}

/**
 * All the changes of one field of an expected DCCP packet. Left out is what stands for a number that
 * the kernel has picked: the sequence number of its first Request or Response, and the first
 * timestamp of all.
 * @param isFirst the header has the first timestamp of its script
 */
export function dccpChanges(header: DccpHeader, isFirst: boolean): readonly DccpChange[] {
  const { packetType, sequence, ack, service, resetCode, resetData, ccval, cscov, options } = header;
  const opens = packetType === "Request" || packetType === "Response";
  return [
    ...(hasOnlyAck(header)
      ? [
          {
            field: "dccp.type",
            header: { ...header, packetType: packetType === "Sync" ? "SyncAck" : "Sync" } as const,
          },
        ]
      : []),
    { field: "dccp.short", header: { ...header, extended: !header.extended } },
    ...(opens ? [] : [{ field: "dccp.seq", header: { ...header, sequence: sequence + 1 } }]),
    ...(ack === undefined
      ? []
      : [{ field: "dccp.ack", header: { ...header, ack: ack === 0 ? 1 : ack - 1 } }]),
    ...(service === undefined
      ? []
      : [{ field: "dccp.service", header: { ...header, service: service + 1 } }]),
    ...(resetCode === undefined
      ? []
      : [{ field: "dccp.code", header: { ...header, resetCode: 11 - resetCode } }]),
    ...(resetData === undefined
      ? []
      : [
          {
            field: "dccp.data",
            header: {
              ...header,
              resetData: { ...resetData, bytes: resetData.bytes.map((byte) => byte ^ 1) },
            },
          },
        ]),
    { field: "dccp.ccval", header: { ...header, ccval: (ccval ?? 0) ^ 1 } },
    { field: "dccp.cscov", header: { ...header, cscov: (cscov ?? 0) ^ 1 } },
    { field: "payload length", header: { ...header, length: header.length + 1 } },
    ...(options ?? []).flatMap((option, i) =>
      (isFirst && option.type === "timestamp" ? [] : valueChanges(option)).map(({ field, changed }) => ({
        field,
        header: { ...header, options: options?.with(i, changed) ?? [] },
      })),
    ),
    ...(options ? [{ field: "dccp.options", header: { ...header, options: otherKinds(options) } }] : []),
  ];
}

/** Types that have an acknowledgement and nothing else have the same fields. */
function hasOnlyAck({ ack, service, resetCode }: DccpHeader): boolean {
  return ack !== undefined && service === undefined && resetCode === undefined;
}

/** One word more of options. */
function otherKinds(options: readonly DccpOption[]): readonly DccpOption[] {
  const padding: DccpOption = { type: "padding", span: NO_SPAN };
  return [padding, padding, padding, padding, ...options];
}

function valueChanges(
  option: DccpOption,
): readonly { readonly field: string; readonly changed: DccpOption }[] {
  switch (option.type) {
    case "change_l":
    case "change_r":
    case "confirm_l":
    case "confirm_r": {
      const [first, ...rest] = option.values;
      const feature = {
        field: `dccp.option.${option.type}`,
        changed: { ...option, feature: (option.feature + 100) & 0xff },
      };
      if (first === undefined || option.feature === 3) return [];
      return [
        ...(option.feature === 5 ? [] : [feature]),
        { field: `dccp.option.${option.type}`, changed: { ...option, values: [first + 1, ...rest] } },
      ];
    }
    case "ndp_count":
      return [{ field: "dccp.option.ndp_count", changed: { ...option, count: option.count ^ 1 } }];
    case "ack_vector": {
      const [first, ...rest] = option.runs;
      if (!first) return [];
      const field = `dccp.option.ack_vector${option.nonce}`;
      return [
        {
          field,
          changed: { ...option, runs: [{ ...first, packets: first.packets === 1 ? 2 : 1 }, ...rest] },
        },
        {
          field,
          changed: { ...option, runs: [{ ...first, state: first.state === "R" ? "E" : "R" }, ...rest] },
        },
      ];
    }
    case "timestamp":
      return [{ field: "dccp.option.timestamp", changed: { ...option, value: option.value + 1 } }];
    case "timestamp_echo":
      return [
        { field: "dccp.option.timestamp_echo", changed: { ...option, value: option.value ^ 1 } },
        ...(option.elapsed === undefined
          ? []
          : [{ field: "dccp.option.timestamp_echo", changed: { ...option, elapsed: option.elapsed ^ 1 } }]),
      ];
    case "loss_event_rate":
    case "receive_rate":
      return [
        {
          field: `dccp.option.${option.type}`,
          changed: { ...option, rate: option.rate === 0 ? 1 : option.rate - 1 },
        },
      ];
    default:
      return [];
  }
}
