// SPDX-License-Identifier: GPL-2.0
/**
 * System calls of scripts.
 *
 *   call       what a call is: a schema of its arguments, its way into the kernel, its check
 *   evaluate   expressions to numbers, bytes and addresses
 *   structures/   values of socket options and control messages that are structures
 *   params/    one kind of argument a file: how it is written, marshalled and compared
 *   calls/     one system call (or a few that are one in the kernel) a file; calls/sctp/: the functions
 *              of SCTP's library, each as the system call that it is
 *   result     compares what a call returned
 *   capabilities   what the script's process may do
 *   zerocopy   which buffers the kernel goes on using
 *
 * May import: dsl (ast, escape), inject (mapping, addresses), and of the runner constants, memory,
 * descriptors, struct, timing and script-error. Nothing here calls the kernel.
 */
import type { SystemCallDefinition } from "./call.js";
import { accept, accept4 } from "./calls/accept.js";
import { bind } from "./calls/bind.js";
import { capSet } from "./calls/cap-set.js";
import { close } from "./calls/close.js";
import { connect } from "./calls/connect.js";
import { epollCreate, epollCreate1, epollCtl, epollPwait, epollPwait2, epollWait } from "./calls/epoll.js";
import { fcntl } from "./calls/fcntl.js";
import { getsockopt } from "./calls/getsockopt.js";
import { ioctl } from "./calls/ioctl.js";
import { listen } from "./calls/listen.js";
import { getpeername, getsockname } from "./calls/names.js";
import { open } from "./calls/open.js";
import { pipe } from "./calls/pipe.js";
import { poll, ppoll } from "./calls/poll.js";
import { read } from "./calls/read.js";
import { readv } from "./calls/readv.js";
import { recv } from "./calls/recv.js";
import { recvfrom } from "./calls/recvfrom.js";
import { recvmmsg } from "./calls/recvmmsg.js";
import { recvmsg } from "./calls/recvmsg.js";
import { sctpFreeladdrs, sctpFreepaddrs, sctpGetladdrs, sctpGetpaddrs } from "./calls/sctp/addresses.js";
import { sctpBindx } from "./calls/sctp/bindx.js";
import { sctpConnectx } from "./calls/sctp/connectx.js";
import { sctpOptInfo } from "./calls/sctp/opt-info.js";
import { sctpPeeloff } from "./calls/sctp/peeloff.js";
import { sctpRecvmsg } from "./calls/sctp/recvmsg.js";
import { sctpRecvv } from "./calls/sctp/recvv.js";
import { sctpSend } from "./calls/sctp/send.js";
import { sctpSendmsg } from "./calls/sctp/sendmsg.js";
import { sctpSendv } from "./calls/sctp/sendv.js";
import { sctpSendx } from "./calls/sctp/sendx.js";
import { pselect, select } from "./calls/select.js";
import { send } from "./calls/send.js";
import { sendfile } from "./calls/sendfile.js";
import { sendmmsg } from "./calls/sendmmsg.js";
import { sendmsg } from "./calls/sendmsg.js";
import { sendto } from "./calls/sendto.js";
import { setsockopt } from "./calls/setsockopt.js";
import { shutdown } from "./calls/shutdown.js";
import { socket } from "./calls/socket.js";
import { splice } from "./calls/splice.js";
import { write } from "./calls/write.js";
import { writev } from "./calls/writev.js";

const DEFINITIONS: readonly SystemCallDefinition[] = [
  accept,
  accept4,
  bind,
  capSet,
  close,
  connect,
  epollCreate,
  epollCreate1,
  epollCtl,
  epollPwait,
  epollPwait2,
  epollWait,
  fcntl,
  getpeername,
  getsockname,
  getsockopt,
  ioctl,
  listen,
  open,
  pipe,
  poll,
  ppoll,
  pselect,
  read,
  readv,
  recv,
  recvfrom,
  recvmmsg,
  recvmsg,
  sctpBindx,
  sctpConnectx,
  sctpFreeladdrs,
  sctpFreepaddrs,
  sctpGetladdrs,
  sctpGetpaddrs,
  sctpOptInfo,
  sctpPeeloff,
  sctpRecvmsg,
  sctpRecvv,
  sctpSend,
  sctpSendmsg,
  sctpSendv,
  sctpSendx,
  select,
  send,
  sendfile,
  sendmmsg,
  sendmsg,
  sendto,
  setsockopt,
  shutdown,
  socket,
  splice,
  write,
  writev,
];

/** The system calls that a script can make, by name. */
export const SYSTEM_CALLS: ReadonlyMap<string, SystemCallDefinition> = new Map(
  DEFINITIONS.map((definition) => [definition.name, definition]),
);

export {
  CallContext,
  type CallEnvironment,
  type CallProblem,
  type PreparedCall,
  type SocketAddresses,
  type SystemCallDefinition,
} from "./call.js";
export { checkResult, expectedResult, withActualResult } from "./result.js";
