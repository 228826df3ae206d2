// SPDX-License-Identifier: GPL-2.0
import type { Protocol } from "../program/operations.js";
import { accept } from "./calls/accept.js";
import { advance } from "./calls/advance.js";
import { bind } from "./calls/bind.js";
import { close } from "./calls/close.js";
import { connect } from "./calls/connect.js";
import { disconnect } from "./calls/disconnect.js";
import { failAllocation } from "./calls/fail-allocation.js";
import { getOption } from "./calls/get-option.js";
import { ioctl } from "./calls/ioctl.js";
import { listen } from "./calls/listen.js";
import { nextTimer } from "./calls/next-timer.js";
import { poll } from "./calls/poll.js";
import { receive } from "./calls/receive.js";
import { send } from "./calls/send.js";
import { setOption } from "./calls/set-option.js";
import { shutdown } from "./calls/shutdown.js";
import { socket } from "./calls/socket.js";
import { sysctl } from "./calls/sysctl.js";
import type { Command } from "./command.js";
import { acknowledge as dccpAcknowledge } from "./dccp/acknowledge.js";
import { closePacket } from "./dccp/close.js";
import { data as dccpData } from "./dccp/data.js";
import { disordered as dccpDisordered } from "./dccp/disordered.js";
import { feature } from "./dccp/feature.js";
import { odd as oddPacket } from "./dccp/odd.js";
import { dccpOption } from "./dccp/option.js";
import { outside as dccpOutside } from "./dccp/outside.js";
import { request } from "./dccp/request.js";
import { reset as dccpReset } from "./dccp/reset.js";
import { response } from "./dccp/response.js";
import { sendMessage as sendDccp } from "./dccp/send.js";
import { strayHandshake as strayDccp } from "./dccp/stray-handshake.js";
import { sync } from "./dccp/sync.js";
import { dataAcknowledge } from "./mptcp/acknowledge.js";
import { address } from "./mptcp/address.js";
import { mappedData } from "./mptcp/data.js";
import { dataFin } from "./mptcp/data-fin.js";
import { disorderedMapping } from "./mptcp/disordered.js";
import { fail } from "./mptcp/fail.js";
import { endSubflow } from "./mptcp/finish.js";
import { join, joinAck } from "./mptcp/join.js";
import { oddMapping } from "./mptcp/mapping.js";
import { oddOption } from "./mptcp/odd.js";
import { outsideMapping } from "./mptcp/outside.js";
import { capableSyn } from "./mptcp/syn.js";
import { capableSynAck } from "./mptcp/syn-ack.js";
import { thirdAck } from "./mptcp/third-ack.js";
import { again } from "./packets/again.js";
import { damaged } from "./packets/damaged.js";
import { echo } from "./packets/echo.js";
import { fragments } from "./packets/fragments.js";
import { icmpError } from "./packets/icmp-error.js";
import { ipOptions } from "./packets/ip-options.js";
import { twist } from "./packets/twist.js";
import { abort } from "./sctp/abort.js";
import { asconf } from "./sctp/asconf.js";
import { cookie } from "./sctp/cookie.js";
import { data as sctpData } from "./sctp/data.js";
import { disordered as sctpDisordered } from "./sctp/disordered.js";
import { error } from "./sctp/error.js";
import { forwardTsn } from "./sctp/forward-tsn.js";
import { heartbeat } from "./sctp/heartbeat.js";
import { init } from "./sctp/init.js";
import { initAck } from "./sctp/init-ack.js";
import { odd as oddChunk } from "./sctp/odd.js";
import { sctpOption } from "./sctp/option.js";
import { outside as sctpOutside } from "./sctp/outside.js";
import { reconf } from "./sctp/reconf.js";
import { sack } from "./sctp/sack.js";
import { sendMessage } from "./sctp/send.js";
import { shutdownChunk } from "./sctp/shutdown.js";
import { strayHandshake } from "./sctp/stray-handshake.js";
import { acknowledge } from "./tcp/acknowledge.js";
import { data } from "./tcp/data.js";
import { disordered } from "./tcp/disordered.js";
import { finish } from "./tcp/finish.js";
import { odd } from "./tcp/odd.js";
import { outside } from "./tcp/outside.js";
import { reset } from "./tcp/reset.js";
import { selective } from "./tcp/selective.js";
import { straySyn } from "./tcp/stray-syn.js";
import { syn } from "./tcp/syn.js";
import { synAck } from "./tcp/syn-ack.js";
import { connectDatagrams } from "./udp/connect-datagrams.js";
import { datagram } from "./udp/datagram.js";

const COMMON = [
  socket,
  bind,
  receive,
  shutdown,
  close,
  poll,
  setOption,
  getOption,
  ioctl,
  sysctl,
  failAllocation,
];
const CALLS = [...COMMON, send];
const NETWORK = [advance, nextTimer, icmpError, again, twist, damaged, echo, fragments, ipOptions];
const TCP = [
  listen,
  accept,
  connect,
  syn,
  synAck,
  acknowledge,
  selective,
  data,
  disordered,
  outside,
  finish,
  reset,
];

const SCTP = [
  listen,
  accept,
  connect,
  abort,
  asconf,
  cookie,
  sctpData,
  sctpDisordered,
  error,
  forwardTsn,
  heartbeat,
  init,
  initAck,
  oddChunk,
  sctpOption,
  sctpOutside,
  reconf,
  sack,
  sendMessage,
  shutdownChunk,
  strayHandshake,
];

const DCCP = [
  listen,
  accept,
  connect,
  dccpAcknowledge,
  closePacket,
  dccpData,
  dccpDisordered,
  feature,
  oddPacket,
  dccpOption,
  dccpOutside,
  request,
  dccpReset,
  response,
  sendDccp,
  strayDccp,
  sync,
];

/** Where it is one of many: what breaks most of what it meets. */
function seldom(command: Command): Command {
  return { ...command, weight: (model) => Math.ceil(command.weight(model) / 8) };
}

const MPTCP = [
  listen,
  accept,
  connect,
  dataAcknowledge,
  address,
  mappedData,
  dataFin,
  disorderedMapping,
  fail,
  endSubflow,
  join,
  joinAck,
  oddMapping,
  oddOption,
  outsideMapping,
  capableSyn,
  capableSynAck,
  thirdAck,
  // Without an option: plain TCP, and what makes a connection fall back to it.
  ...[syn, synAck, acknowledge, selective, data, disordered, finish, reset].map(seldom),
];

/** What programs of a protocol are made of. */
export const COMMANDS: Readonly<Record<Protocol, readonly Command[]>> = {
  tcp: [...CALLS, ...TCP, disconnect, straySyn, odd, ...NETWORK],
  sctp: [...COMMON, ...SCTP, ...NETWORK],
  dccp: [...COMMON, ...DCCP, ...NETWORK],
  mptcp: [...CALLS, ...MPTCP, ...NETWORK],
  udp: [...CALLS, connectDatagrams, disconnect, datagram, ...NETWORK],
};
