// SPDX-License-Identifier: GPL-2.0

const API = "sctp/api_tests";
const OPTIONS = `${API}/getsockopt`;
const EVENTS = `${API}/notifications`;
const CMSGS = `${API}/cmsgs`;

/**
 * Why scripts of nplab/packetdrill fail, and how that is known.
 * @type {readonly import("./compare.mjs").Explanation[]}
 */
export const NPLAB = [
  {
    title: "A window scale of 6",
    scripts: [
      "blocking/blocking-accept",
      "blocking/blocking-read",
      "close/close-read-data-fin",
      "close/close-so-linger-onoff-1-linger-0-rst",
      "close/close-unread-data-rst",
      "connect/http-get-nonblocking-ts",
      "early_retransmit/er-delayed-2pkt-sack",
      "early_retransmit/er-delayed-3pkt-sack",
      "early_retransmit/er-delayed-filled-3pkt-sack",
      "icmp/icmp-all-types",
      "inet_diag/inet-diag-ipv4",
      "init_rto/init_rto_passive_open",
      "initial_window/iw10-base-case",
      "initial_window/iw10-short-response",
      "listen/listen-incoming-ack",
      "listen/listen-incoming-no-tcp-flags",
      "listen/listen-incoming-rst",
      "listen/listen-incoming-syn-ack",
      "listen/listen-incoming-syn-rst",
      "mss/mss-getsockopt-tcp_maxseg-client",
      "mss/mss-getsockopt-tcp_maxseg-client-ts",
      "mss/mss-getsockopt-tcp_maxseg-server",
      "mss/mss-getsockopt-tcp_maxseg-server-ts",
      "sack/sack-shift-sacked-1-2-3-fack",
      "sack/sack-shift-sacked-1-2:6-fack",
      "shutdown/shutdown-rd-close",
      "shutdown/shutdown-rd-wr-close",
      "shutdown/shutdown-rdwr-close",
      "shutdown/shutdown-wr-close",
    ],
    text: `\`tcp_select_initial_window()\` (\`net/ipv4/tcp_output.c\`) takes the scale from the most that a receive buffer
may have, \`net.ipv4.tcp_rmem[2]\`: 6 MB here, so 7. The scripts were written on a machine that had 3732736,
which \`receiver_rtt/rcv-rtt-with-timestamps-new\` sets back at its end, and 6 is right for it. With
\`sysctl -q net.ipv4.tcp_rmem="4096 87380 3732736"\` as their init command these scripts pass.`,
  },
  {
    title: "A window scale of 6, and quick early retransmission",
    scripts: [
      "early_retransmit/er-delayed-get-ack-3pkt-sack",
      "early_retransmit/er-quick-2pkt-sack",
      "early_retransmit/er-quick-3pkt-sack",
    ],
    text: `The scale as above. With the same init command they come to the retransmission of RFC 5827, which the
kernel no longer has: RACK decides, after \`tcp_rack_reo_wnd()\` (\`net/ipv4/tcp_recovery.c\`), a quarter of the
round-trip time of 100 ms, and the timer's rounding, at 0.32775 s. The scripts want it at once, and 25 ms after
the acknowledgment before it.`,
  },
  {
    title: "A window scale of 6, and addresses as `ss` wrote them",
    scripts: ["inet_diag/inet-diag-ipv6", "inet_diag/inet-diag-ipv4-mapped-ipv6"],
    text: `The scale as above. Then they look for \`ADDRESS:8080\` in the output of \`ss\`, which has put IPv6 addresses in
brackets since. With brackets, and for \`inet-diag-ipv6\` the addresses that nplab's tool has by default,
fd3d:fa7b:d17d::1 the local one, they pass.`,
  },
  {
    title: "A window scale of 6, and segments that the device is to cut",
    scripts: [
      "mss/mss-getsockopt-tcp_maxseg-server-advmss-ipv4",
      "mss/mss-getsockopt-tcp_maxseg-server-advmss-ts-ipv4",
      "pmtu_discovery/pmtud-1pkt-1460-to-1160",
    ],
    text: `The scale as above. Then each segment is expected by itself, and the kernel hands the device one packet for
several of them, also where it retransmits: \`__tcp_retransmit_skb()\` (\`net/ipv4/tcp_output.c\`) leaves a packet
of \`segs\` segments whole. With \`ethtool -K tun0 tso off gso off\` and the buffer limit as init command they pass.`,
  },
  {
    scripts: ["pmtu_discovery/pmtud-10pkt-1460-to-1160"],
    text: `As those above; without offload the second segment differs, by PSH: \`__tcp_transmit_skb()\`
(\`net/ipv4/tcp_output.c\`) had put it on the packets of two segments each that were sent first, and their last
parts keep it.`,
  },
  {
    scripts: ["fast_recovery/prr-ss-ack-below-snd_una-reno"],
    text: `The window scale as above. Then two segments are expected in answer to one selective acknowledgment. In
\`tcp_cwnd_reduction()\` (\`net/ipv4/tcp_input.c\`) the bound is what has been delivered, one segment, and one more
only if the acknowledgment moves forward and reports no new loss.`,
  },
  {
    scripts: ["undo/undo-fr-ack-then-dsack-on-ack-below-snd_una"],
    text: `The window scale as above. Then ten segments are expected without PSH; \`__tcp_transmit_skb()\`
(\`net/ipv4/tcp_output.c\`) puts it on each packet of more than one segment. With both changed it passes.`,
  },
  {
    scripts: ["undo/undo-fr-acks-dropped-then-dsack"],
    text: `As the one above. With both changed it comes to a congestion window of 10, which is 18: the acknowledgment that
undoes the reduction also lets it grow, \`tcp_cong_control()\` (\`net/ipv4/tcp_input.c\`).`,
  },
  {
    title: "TCP_MAXSEG before there is a connection",
    scripts: ["mss/mss-setsockopt-tcp_maxseg-client", "mss/mss-setsockopt-tcp_maxseg-server"],
    text: `536 is expected where 1100 has been set ("the following is silly; should we fix it?" the script says). It has
been mended: in the states CLOSE and LISTEN \`do_tcp_getsockopt()\` (\`net/ipv4/tcp.c\`) returns what was set.`,
  },
  {
    scripts: ["ioctl/ioctl-siocinq-fin"],
    text: `The acknowledgment of a segment with FIN is expected at once. \`tcp_fin()\` (\`net/ipv4/tcp_input.c\`) enters
ping-pong mode, in which none is quick, and \`__tcp_ack_snd_check()\` sends it before the delay of 40 ms only if
the window would not shrink. It shrinks now: the first window is the whole buffer,
\`tcp_select_initial_window()\`, where it once was a part of it.`,
  },
  {
    title: "Quick acknowledgments with a small buffer",
    scripts: ["receiver_rtt/rcv-rtt-with-timestamps-new", "receiver_rtt/rcv-rtt-without-timestamps-new"],
    text: `The third segment is to be acknowledged at once. \`tcp_incr_quickack()\` (\`net/ipv4/tcp_input.c\`) grants as many
quick acknowledgments as half the window has segments. Of a buffer of 10000 bytes
TCP_DEFAULT_SCALING_RATIO (\`include/net/tcp.h\`) makes half the window, rounded down to 4344 bytes: two.`,
  },
  {
    title: "What Linux has no constant for",
    scripts: [
      `${OPTIONS}/sctp_explicit_eor`,
      `${OPTIONS}/sctp_use_ext_rcvinfo`,
      `${CMSGS}/recvmsg_sctp_extrcv`,
      `${EVENTS}/sctp_notifications_stopped_event`,
    ],
    text: `SCTP_EXPLICIT_EOR, SCTP_USE_EXT_RCVINFO and SCTP_NOTIFICATIONS_STOPPED_EVENT are in RFC 6458 and not in
\`include/uapi/linux/sctp.h\`: there is no number to give to the kernel. Their own tool does not know them
either.`,
  },
  {
    title: "SCTP_COMPLETE, and the order of control messages",
    scripts: [`${CMSGS}/recvmsg`, `${CMSGS}/recvmsg_sctp_nxtinfo`, `${CMSGS}/recvmsg_sctp_rcvinfo`],
    text: `SCTP_COMPLETE, a flag of \`nxt_flags\` in RFC 6458 section 5.3.6, is not in \`include/uapi/linux/sctp.h\`:
\`sctp_ulpevent_read_nxtinfo()\` (\`net/sctp/ulpevent.c\`) has no way to say it. Without it in the scripts, they
come to a message with both SCTP_RCVINFO and SCTP_NXTINFO, in this order; \`sctp_recvmsg()\`
(\`net/sctp/socket.c\`) writes SCTP_NXTINFO first.`,
  },
  {
    title: "AUTH without AUTH",
    scripts: [
      `${OPTIONS}/sctp_auth_active_key`,
      `${OPTIONS}/sctp_auth_delete_key`,
      `${OPTIONS}/sctp_auth_key`,
      `${OPTIONS}/sctp_local_auth_chunks`,
      `${OPTIONS}/sctp_peer_auth_chunks`,
    ],
    text: `The INIT ACK of these scripts has no parameters for AUTH, so there is none on the association, and EACCES is the
answer to each option about its keys and chunks: \`peer.auth_capable\` in the functions of \`net/sctp/auth.c\` and
\`net/sctp/socket.c\`. FreeBSD keeps keys for an association without AUTH. \`net.sctp.auth_enable\` is 0, too; with 1
the answer is the same.`,
  },
  {
    scripts: [`${OPTIONS}/sctp_auth_deactivate_key`],
    text: `The script gives 6 bytes as the length of \`struct sctp_authkeyid\`, which has 8: EINVAL,
\`sctp_setsockopt_deactivate_key()\` (\`net/sctp/socket.c\`). With 8 the answer is EACCES, as above.`,
  },
  {
    title: "AUTH is off by default",
    scripts: [`${OPTIONS}/sctp_auth_chunk`, `${OPTIONS}/sctp_hmac_ident`],
    text: `\`net.sctp.auth_enable\` is 0 in Linux, \`sctp_defaults_init()\` (\`net/sctp/protocol.c\`), and the functions of these
options return EACCES. With 1 as the init command sets it, \`sctp_auth_chunk\` passes; \`sctp_hmac_ident\` expects two
algorithms, of which \`sctp_auth_init()\` (\`net/sctp/auth.c\`) offers SHA-1 alone.`,
  },
  {
    scripts: [`${OPTIONS}/sctp_set_peer_primary_addr`],
    text: `\`net.sctp.addip_enable\` is 0 in Linux, \`sctp_defaults_init()\` (\`net/sctp/protocol.c\`):
\`sctp_setsockopt_peer_primary_addr()\` (\`net/sctp/socket.c\`) returns EPERM.`,
  },
  {
    scripts: [`${OPTIONS}/sctp_auto_asconf`],
    text: `SCTP_AUTO_ASCONF is on by default in FreeBSD and off in Linux: \`default_auto_asconf\`, \`sctp_defaults_init()\`
(\`net/sctp/protocol.c\`). With 0 expected first, it passes.`,
  },
  {
    scripts: [`${OPTIONS}/sctp_autoclose`],
    text: `\`sctp_getsockopt_autoclose()\` (\`net/sctp/socket.c\`): the option is for one-to-many sockets, and this one is of the
other kind. RFC 6458 section 8.1.8 says the same.`,
  },
  {
    scripts: [`${OPTIONS}/sctp_associnfo`],
    text: `The script has FreeBSD's receive buffer, 81920 bytes. In Linux it is \`net.core.rmem_default\`, 212992 bytes, and half
of it is the window: \`sctp_association_init()\` (\`net/sctp/associola.c\`). With 106496 it passes.`,
  },
  {
    scripts: [`${OPTIONS}/sctp_context`],
    text: `The context that has been set is expected to be 0 again. \`sctp_getsockopt_context()\` (\`net/sctp/socket.c\`) returns
it, 1100. With that value it passes.`,
  },
  {
    scripts: [`${OPTIONS}/sctp_default_send_param`],
    text: `\`sinfo_ssn\` is expected to be 2071, what happened to be in memory that FreeBSD does not write.
\`sctp_getsockopt_default_send_param()\` (\`net/sctp/socket.c\`) gives back what it was given. With 0 it passes.`,
  },
  {
    scripts: [`${OPTIONS}/sctp_fragment_interleave`],
    text: `Linux has two levels of interleaving, on and off, where RFC 6458 section 8.1.20 has three:
\`sctp_setsockopt_fragment_interleave()\` (\`net/sctp/socket.c\`) takes \`!!2\`. With 1 it passes.`,
  },
  {
    scripts: [`${OPTIONS}/sctp_reuse_port`],
    text: `The socket is bound before SCTP_REUSE_PORT is set. \`sctp_setsockopt_reuse_port()\` (\`net/sctp/socket.c\`) returns
EFAULT then. Without the line that binds it, it passes.`,
  },
  {
    scripts: [`${OPTIONS}/sctp_rtoinfo`],
    text: `Times are expected in multiples of 4 ms, as a kernel with HZ=250 rounds them: \`sctp_setsockopt_rtoinfo()\`
(\`net/sctp/socket.c\`) keeps jiffies. With HZ=1000, 50 ms are 50 ms. With the times that were set, it passes.`,
  },
  {
    scripts: ["sctp/sctp_socket_options"],
    text: `Parameters of an address are asked for on a socket without an association. \`sctp_getsockopt_peer_addr_params()\`
(\`net/sctp/socket.c\`) returns EINVAL for any address but the wildcard. Their own tool stops at the same line.`,
  },
  {
    title: "Connecting without blocking",
    scripts: [`${API}/sctp_connectx/sctp_connectx`, `${API}/sctp_peeloff/sctp_peeloff`],
    text: `\`sctp_connectx()\` of a socket that does not block is expected to return 0. \`__sctp_connect()\`
(\`net/sctp/socket.c\`) returns EINPROGRESS, as for connect(); RFC 6458 section 9.9 leaves
the errno open. With that, \`sctp_connectx\` passes.`,
  },
  {
    scripts: [`${CMSGS}/sendmsg`],
    text: `A call with both SCTP_SNDINFO and SCTP_SNDRCV, where the script wants the second to count.
\`sctp_sendmsg_parse()\` (\`net/sctp/socket.c\`) takes SCTP_SNDRCV first and overwrites it by SCTP_SNDINFO. With the
values of that one, it passes.`,
  },
  {
    scripts: [`${CMSGS}/sendmsg_sctp_init_2`],
    text: `SCTP_DSTADDRV4 has the address that \`msg_name\` has, too. \`sctp_connect_add_peer()\` (\`net/sctp/socket.c\`) finds that
the new association has it already, and returns EADDRNOTAVAIL. With another address there the answer is
EINVAL: stream 2, where SCTP_INIT in the same call asks for one. With three streams as well, it passes.`,
  },
  {
    scripts: [`${CMSGS}/sendmsg_sctp_dstaddrv6`],
    text: `The script runs over IPv4 and gives an address of IPv6 to \`inet_addr()\`, and 16 bytes as the length of a
control message that has 32. Their own tool fails in the call before it: EINVAL for that address,
\`sctp_setsockopt_peer_addr_params()\` (\`net/sctp/socket.c\`).`,
  },
  {
    scripts: [`${EVENTS}/sctp_assoc_change_event`],
    text: `SCTP_SHUTDOWN_COMP is expected to tell the streams that there were. \`sctp_sf_do_4_C()\`
(\`net/sctp/sm_statefuns.c\`) makes the notification with 0 of each. With 0 it passes.`,
  },
  {
    scripts: [`${EVENTS}/sctp_authentication_event_2`],
    text: `SCTP_EVENT is set with the association identifier 0 after \`connect()\`. \`sctp_id2assoc()\` (\`net/sctp/socket.c\`) finds
no association while it is being set up, so \`sctp_setsockopt_event()\` sets it for the next one, where SCTP_EVENTS
sets it for all. With both calls in front of \`connect()\` it passes.`,
  },
  {
    title: "A message is delivered when it is whole",
    scripts: [`${EVENTS}/sctp_partial_delivery_event`, `${EVENTS}/sctp_partial_delivery_event_2`],
    text: `Two fragments of a message come, and an ABORT. \`sctp_ulpq_retrieve_reassembled()\` (\`net/sctp/ulpqueue.c\`)
begins to deliver a message that is not whole only from SCTP_PARTIAL_DELIVERY_POINT on, which is 0, never,
by default; so there is nothing to break off, and the reader hears ECONNRESET. With a point of 500 bytes
the reader gets the 568 bytes.`,
  },
  {
    title: "The size of SCTP_SEND_FAILED",
    scripts: [`${EVENTS}/sctp_send_failed`, `${EVENTS}/sctp_send_failed_2`],
    text: `1144 is the length of FreeBSD's \`struct sctp_send_failed\` with 1000 bytes of data; Linux's has 48 bytes, so 1048.
With that, \`sctp_send_failed_2\` passes, and \`sctp_send_failed\` with a second before it reads: the association
fails after ten retransmissions, \`sctp_sf_do_6_3_3_rtx()\` (\`net/sctp/sm_statefuns.c\`), and the script
reads after the ninth.`,
  },
];
