// SPDX-License-Identifier: GPL-2.0
import { DAMAGED, DCCP, OPTION, PACKET } from "../commands/dccp/packet.js";
import { CHUNK, CHUNK_TYPE, DATA } from "../commands/sctp/chunk.js";
import { OP } from "../program/operations.js";
import { hasFailures, type Program, type Rec, unitOf } from "../program/program.js";
import { optionIndex, sysctlIndex } from "../program/tables.js";
import type { KnownBug } from "./known-bugs.js";

const CCID_OPTIONS = new Set(
  ["DCCP_SOCKOPT_CCID", "DCCP_SOCKOPT_TX_CCID", "DCCP_SOCKOPT_RX_CCID"].map(optionIndex),
);
const CCID_SYSCTLS = new Set(["dccp/default/rx_ccid", "dccp/default/tx_ccid"].map(sysctlIndex));

/** Whether CCID 3 may be in use. */
function usesCcid3({ records }: Program): boolean {
  return records.some(
    ({ op, a, flags }) =>
      (op === OP.dccp && (flags & PACKET.ccid3) !== 0) ||
      op === OP.twist ||
      (op === OP.setOption && CCID_OPTIONS.has(a)) ||
      (op === OP.sysctl && CCID_SYSCTLS.has(a)),
  );
}

const LINGER = optionIndex("SO_LINGER");

/** Whether close() may wait until CCID 3 lets go what was written. */
function lingersWithCcid3(program: Program): boolean {
  return usesCcid3(program) && program.records.some(({ op, a }) => op === OP.setOption && a === LINGER);
}

function ccid3(cause: string, what: string): KnownBug {
  return { protocol: "dccp", oracle: "kernel-message", cause, what, only: usesCcid3 };
}

const VECTORS = OPTION.ackVector0 | OPTION.ackVector1;
const HANDSHAKE: readonly number[] = [DCCP.response, DCCP.ack, DCCP.dataAck];
/** The part of a packet's flags that is its type. */
const TYPE = 15;

/** Whether a packet of the handshake has Ack Vectors. */
function opensWithVectors({ records }: Program): boolean {
  const opened = new Set<number>();
  return records.some((record) => {
    const { op, a, b, d, flags } = record;
    const type = flags & TYPE;
    const unit = unitOf(record);
    if (op !== OP.dccp || (flags & DAMAGED) !== 0 || !HANDSHAKE.includes(type) || opened.has(unit))
      return false;
    if ((d & VECTORS) !== 0) return true;
    // One with other numbers may have been refused.
    if (type !== DCCP.response && a === 0 && b === 0) opened.add(unit);
    return false;
  });
}

const KEPT_VECTORS =
  "dccp_rcv_state_process() parses the Ack Vectors of a packet of the handshake and frees it, and does not hand it " +
  "to CCID 2 before; that still has pointers to them when the next packet comes";

const OTHERS_6_12: readonly KnownBug[] = [
  ...(["tcp", "mptcp"] as const).map(
    (protocol): KnownBug => ({
      protocol,
      oracle: "handshake",
      cause: "simultaneous",
      what:
        "when both sides open at the same time, tcp_rcv_state_process() is content with any segment that tcp_ack() " +
        "does not refuse, one that acknowledges nothing among them (RFC 9293 section 3.10.7.4: SND.UNA < SEG.ACK)",
    }),
  ),
  ccid3(
    "BUG: watchdog: the call does not end",
    "dccp_write_xmit() does not end when ccid3_hc_tx_send_packet() wants to wait for more than 65535 ms: that is no " +
      "case of ccid_packet_dequeue_eval()",
  ),
  ccid3(
    'BUG: "hc->tx_t_ipi == #" holds (exception!) at net/dccp/ccids/ccid#.c:#/ccid#_update_send_interval()',
    "at the rate that the peer reports less than a microsecond passes between two packets",
  ),
  ccid3(
    "BUG: stored value of X_recv is zero at net/dccp/ccids/ccid#.c:#/ccid#_first_li()",
    "a loss before anything was received in a round trip",
  ),
  ccid3(
    "BUG: please report to dccp@vger.kernel.org => prev = #, last = # at net/dccp/ccids/lib/packet_history.c:#/tfrc_rx_hist_sample_rtt()",
    "the window counter (CCVal) of the peer does not go on",
  ),
  {
    protocol: "dccp",
    oracle: "kernel-message",
    cause: "WARNING: CPU: # PID: # at net/dccp/proto.c:# # dccp_set_state#",
    what:
      "dccp_close() does not look at the state again once dccp_flush_write_queue() has waited for CCID 3: a Reset " +
      "without an error has closed the connection meanwhile, on which the next message is sent, and which is closed " +
      "once more",
    only: lingersWithCcid3,
  },
  {
    protocol: "dccp",
    oracle: "kernel-message",
    cause: "BUG: KASAN: slab-use-after-free in # ccid#_hc_tx_packet_recv#",
    what: KEPT_VECTORS,
  },
  ...["# / operation # returns #", "# / operation # returns -#", "-# / operation # returns #"].map(
    (returns): KnownBug => ({
      protocol: "dccp",
      oracle: "ignored",
      cause: `operation # returns ${returns}`,
      what: `${KEPT_VECTORS}: then what is there depends on all packets in between, those that are dropped among them`,
      only: opensWithVectors,
    }),
  ),
  {
    protocol: "dccp",
    oracle: "ack-vector",
    cause: "behind a burst",
    what:
      "dccp_ackvec_add_new() writes how many packets of a burst are lost as the length of a run, which counts from 0: " +
      "each cell tells of one packet too many, and what is behind it is told of others; and from 2^32 on none is told of",
  },
  ...["sockets: used #", "DCCP # # -#", "DCCPv# # # -#"].map(
    (line): KnownBug => ({
      protocol: "dccp",
      oracle: "leak",
      cause: `dccp ${line}`,
      what:
        "close() in want of memory for the Close: dccp_send_close() gives up, and the socket waits for ever without a " +
        "timer",
      only: hasFailures,
    }),
  ),
  ...["#", "0"].map(
    (inUse): KnownBug => ({
      protocol: "tcp",
      oracle: "leak",
      // Those of IPv6 are not in use there.
      cause: `tcp TCP: inuse ${inUse} orphan # tw 0 alloc # mem 0`,
      what:
        "close() in want of memory for the FIN: tcp_send_fin() gives up, and the socket waits for ever in FIN-WAIT-1 " +
        "without a timer",
      only: hasFailures,
    }),
  ),
  {
    protocol: "sctp",
    oracle: "cookie",
    cause: "that the kernel has not made, by an association",
    what:
      "the socket of an association that was accepted has no key for signatures (sctp_sock_migrate()), so " +
      "sctp_unpack_cookie() looks at none: whoever knows the tag can restart the association with any cookie",
  },
  {
    protocol: "sctp",
    oracle: "abort-for-abort",
    cause: "cause 13",
    what:
      "once as many retransmissions have failed as may, sctp_cmd_assoc_failed() reports that whatever ends the " +
      "association, an ABORT of the peer's, too",
  },
  ...["content", "number"].map(
    (cause): KnownBug => ({
      protocol: "sctp",
      oracle: "sent-data",
      cause,
      what:
        "what was queued as DATA before the handshake is numbered as I-DATA (sctp_chunk_assign_mid()) if the peer has " +
        "offered it: the SSN remains 0, and four bytes of the message are overwritten",
      only: offersInterleaving,
    }),
  ),
  {
    protocol: "sctp",
    oracle: "kernel-message",
    cause: "WARNING: CPU: # PID: # at lib/refcount.c:# # refcount_warn_saturate#",
    what:
      "a RE-CONFIG that is kept for its timer belongs to the socket that the association had when it was made: " +
      "sctp_sock_migrate() does not change that, and once it is closed sctp_packet_transmit() charges what is freed",
    only: keepsReconf,
  },
  {
    protocol: "sctp",
    oracle: "received-data",
    cause: "content",
    what:
      "sctp_ulpq_retrieve_partial() goes on with the first fragment that there is, though it may be of another stream, " +
      "and what is between both was refused",
    only: deliversInParts(0),
  },
  {
    protocol: "sctp",
    oracle: "received-data",
    cause: "order",
    what:
      "sctp_ulpq_retrieve_first() delivers a part of the first message that there is, though its turn in the stream has " +
      "not come",
    only: deliversInParts(DATA.begin),
  },
];

const INTERLEAVING = optionIndex("SCTP_INTERLEAVING_SUPPORTED");

/** Whether the kernel may offer I-DATA. */
function offersInterleaving({ records }: Program): boolean {
  return records.some(({ op, a }) => op === OP.setOption && a === INTERLEAVING);
}

const RECONF_OPTIONS = new Set(
  ["SCTP_RESET_STREAMS", "SCTP_RESET_ASSOC", "SCTP_ADD_STREAMS"].map(optionIndex),
);

/** Whether a RE-CONFIG of the kernel's may wait for its answer while the socket on which it came is closed. */
function keepsReconf({ records }: Program): boolean {
  const from = records.findIndex(
    ({ op, a, flags }) =>
      (op === OP.chunk && (flags & CHUNK_TYPE) === CHUNK.reconf) ||
      op === OP.twist ||
      (op === OP.setOption && RECONF_OPTIONS.has(a)),
  );
  return from >= 0 && records.slice(from).some(({ op }) => op === OP.close);
}

const PARTS = new Set(["SO_RCVBUF", "SCTP_PARTIAL_DELIVERY_POINT"].map(optionIndex));

/** Whether messages may be delivered before their end is there, and the peer sends a chunk with just these of B and E. */
function deliversInParts(part: number): (program: Program) => boolean {
  const isPart = ({ op, flags, d }: Rec): boolean =>
    op === OP.chunk && (flags & CHUNK_TYPE) === CHUNK.data && (d & (DATA.begin | DATA.end)) === part;
  return ({ records }) =>
    records.some(({ op, a }) => op === OP.setOption && PARTS.has(a)) && records.some(isPart);
}

/** Whether listen() is called twice on a socket. */
function listensTwice({ records }: Program): boolean {
  const units = records.filter(({ op }) => op === OP.listen).map(unitOf);
  return new Set(units).size < units.length;
}

function leaks(cause: string): KnownBug {
  const what = "mptcp_listen() counts a socket that listens already once more";
  return { protocol: "mptcp", oracle: "leak", cause, what, only: listensTwice };
}

const MPTCP_6_12: readonly KnownBug[] = [
  leaks("mptcp MPTCP # # 0"),
  leaks("mptcp MPTCPv# # # 0"),
  {
    protocol: "mptcp",
    oracle: "reset-for-reset",
    cause: "MP_TCPRST",
    what:
      "tcp_reset() calls mptcp_incoming_options(), where check_fully_established() resets a subflow that is not, and " +
      "cannot fall back to TCP",
  },
  {
    protocol: "mptcp",
    oracle: "kernel-message",
    cause: "WARNING: CPU: # PID: # at net/ipv#/af_inet.c:# # inet_sock_destruct#",
    what: "sk_forward_alloc of a socket that fell back to TCP, when it is freed",
  },
];

const KNOWN: readonly { readonly release: RegExp; readonly bugs: readonly KnownBug[] }[] = [
  { release: /^6\.(?:1|12)\./, bugs: [...OTHERS_6_12, ...MPTCP_6_12] },
];

/** What is known of a kernel of this utsname release. */
export function knownBugsOf(release: string): readonly KnownBug[] {
  return KNOWN.flatMap(({ release: pattern, bugs }) => (pattern.test(release) ? bugs : []));
}
