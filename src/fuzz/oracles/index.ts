// SPDX-License-Identifier: GPL-2.0
import type { History } from "../history/history.js";
import type { Protocol } from "../program/operations.js";
import { hasFailures } from "../program/program.js";
import { acknowledgment } from "./acknowledgment.js";
import { backOff } from "./back-off.js";
import { blindReset } from "./blind-reset.js";
import { congestionControl } from "./congestion-control.js";
import { congestionWindow } from "./congestion-window.js";
import { datagrams } from "./datagrams.js";
import { ackVector } from "./dccp/ack-vector.js";
import { dccpBackOff } from "./dccp/back-off.js";
import { dccpBlindReset } from "./dccp/blind-reset.js";
import { dccpCongestionWindow } from "./dccp/congestion-window.js";
import { messages } from "./dccp/messages.js";
import { refusal } from "./dccp/refusal.js";
import { dccpResetForReset } from "./dccp/reset-for-reset.js";
import { sentMessages } from "./dccp/sent-messages.js";
import { dccpStall } from "./dccp/stall.js";
import { sync } from "./dccp/sync.js";
import { echo } from "./echo.js";
import { datagramErrors, resetError } from "./errors.js";
import { finish } from "./finish.js";
import { handshake } from "./handshake.js";
import { icmpError } from "./icmp-error.js";
import { keepAlive } from "./keep-alive.js";
import { kernelMessage } from "./kernel-message.js";
import { leak } from "./leak.js";
import { lossWindow } from "./loss-window.js";
import { dataAcknowledgment } from "./mptcp/acknowledgment.js";
import { authentication } from "./mptcp/authentication.js";
import { dataFinBackOff } from "./mptcp/back-off.js";
import { confirmation } from "./mptcp/confirmation.js";
import { mptcpFail } from "./mptcp/fail.js";
import { mptcpInfo } from "./mptcp/info.js";
import { mptcpPeerWindow } from "./mptcp/peer-window.js";
import { mptcpReceivedData } from "./mptcp/received-data.js";
import { mptcpSentData } from "./mptcp/sent-data.js";
import { mptcpTimelyAcknowledgment } from "./mptcp/timely-acknowledgment.js";
import type { IsKnown, Oracle, Violation } from "./oracle.js";
import { ownWindow } from "./own-window.js";
import { patience } from "./patience.js";
import { peerWindow } from "./peer-window.js";
import { probe } from "./probe.js";
import { receivedData } from "./received-data.js";
import { resetForReset } from "./reset-for-reset.js";
import { abortForAbort } from "./sctp/abort-for-abort.js";
import { sctpAcknowledgment } from "./sctp/acknowledgment.js";
import { sctpBackOff } from "./sctp/back-off.js";
import { sctpCongestionWindow } from "./sctp/congestion-window.js";
import { cookie } from "./sctp/cookie.js";
import { excessAcknowledgment } from "./sctp/excess-acknowledgment.js";
import { sctpPeerWindow } from "./sctp/peer-window.js";
import { receivedMessages } from "./sctp/received-messages.js";
import { sctpSentMessages } from "./sctp/sent-messages.js";
import { sctpStall } from "./sctp/stall.js";
import { sctpOwnWindow } from "./sctp/window.js";
import { withheldMessages } from "./sctp/withheld.js";
import { selectiveAcknowledgment } from "./selective-acknowledgment.js";
import { sentData } from "./sent-data.js";
import { sentDatagrams } from "./sent-datagrams.js";
import { stall } from "./stall.js";
import { tcpInfo } from "./tcp-info.js";
import { timelyAcknowledgment } from "./timely-acknowledgment.js";
import { timestamps } from "./timestamps.js";
import { wellFormed } from "./well-formed.js";

/** The rules for runs of each protocol, the plainest evidence first. */
export const ORACLES: Readonly<Record<Protocol, readonly Oracle[]>> = {
  tcp: [
    kernelMessage,
    wellFormed,
    receivedData,
    sentData,
    acknowledgment,
    selectiveAcknowledgment,
    handshake,
    timestamps,
    resetForReset,
    blindReset,
    resetError,
    peerWindow,
    ownWindow,
    congestionWindow,
    lossWindow,
    congestionControl,
    probe,
    patience,
    tcpInfo,
    timelyAcknowledgment,
    backOff,
    stall,
    finish,
    keepAlive,
    echo,
    icmpError,
    leak,
  ],
  udp: [kernelMessage, wellFormed, datagrams, sentDatagrams, datagramErrors, echo, icmpError, leak],
  sctp: [
    kernelMessage,
    wellFormed,
    receivedMessages,
    withheldMessages,
    sctpSentMessages,
    sctpAcknowledgment,
    excessAcknowledgment,
    abortForAbort,
    cookie,
    sctpPeerWindow,
    sctpOwnWindow,
    sctpCongestionWindow,
    sctpBackOff,
    sctpStall,
    echo,
    icmpError,
    leak,
  ],
  dccp: [
    kernelMessage,
    wellFormed,
    messages,
    sentMessages,
    dccpResetForReset,
    dccpBlindReset,
    refusal,
    sync,
    ackVector,
    dccpCongestionWindow,
    dccpBackOff,
    dccpStall,
    echo,
    icmpError,
    leak,
  ],
  mptcp: [
    kernelMessage,
    wellFormed,
    mptcpReceivedData,
    mptcpSentData,
    dataAcknowledgment,
    authentication,
    confirmation,
    mptcpFail,
    acknowledgment,
    selectiveAcknowledgment,
    handshake,
    timestamps,
    resetForReset,
    mptcpPeerWindow,
    mptcpInfo,
    mptcpTimelyAcknowledgment,
    dataFinBackOff,
    backOff,
    echo,
    icmpError,
    leak,
  ],
};

/** The first rule that a run breaks, known bugs left aside. */
export function judge(history: History, isKnown: IsKnown = () => false): Violation | undefined {
  const hasMemory = !hasFailures(history.program);
  let hasKnown = false;
  const note: IsKnown = (violation) => {
    const is = isKnown(violation);
    hasKnown ||= is;
    return is;
  };
  for (const oracle of ORACLES[history.program.protocol]) {
    if (oracle.needsMemory === true && !hasMemory) continue;
    const violation = oracle.judge(history, note);
    if (violation !== undefined && !note(violation)) return violation;
    // What a kernel that died of it has not done is no other bug.
    if (hasKnown && history.observations.at(-1)?.type === "died") return undefined;
  }
  return undefined;
}
