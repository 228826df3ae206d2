// SPDX-License-Identifier: GPL-2.0

/**
 * Why scripts of multipath-tcp/packetdrill fail, and how that is known.
 * @type {readonly import("./compare.mjs").Explanation[]}
 */
export const MPTCP = [
  {
    title: "ADD_ADDR beside a DSS, over IPv6",
    scripts: ["add_addr/add_addr_client"],
    variants: ["ipv6"],
    text: `The injected ADD_ADDR has an IPv6 address here, 28 bytes beside a DSS and timestamps, which is more than a
header has room for. Their own tool writes an IPv4 address there, and fails where an ADD_ADDR of the kernel
is expected beside a DSS, as below.`,
  },
  {
    title: "ADD_ADDR beside a DSS",
    scripts: [
      "add_addr/add_addr_client",
      "add_addr/add_addr_server",
      "fastclose/receive_fastclose_with_ack_multi_v4",
      "fastclose/receive_fastclose_with_rst_multi_v4",
      "mp_join/mp_join_server_v4",
      "mp_prio/mp_prio_server_v4",
      "mp_reset/mp_reset_multi_v4",
      "syscalls/accept_v4",
    ],
    text: `An ADD_ADDR, or its echo, is expected beside a DSS. \`mptcp_pm_add_addr_signal()\` (\`net/mptcp/pm.c\`) says that a
pure ACK with ADD_ADDR drops all other options, and \`mptcp_established_options_add_addr()\`
(\`net/mptcp/options.c\`) clears them.`,
  },
  {
    scripts: ["fastclose/receive_fastclose_with_rst_v4"],
    text: `\`server.sh\` adds an endpoint to be signalled, and the script expects nothing of it at this place. The kernel
announces it as soon as the third ACK has come: \`mptcp_pm_nl_fully_established()\` (\`net/mptcp/pm_kernel.c\`).
Their own tool fails over IPv4 at line 32, of the same announcement. The path manager's worker sends it, and
the script's next segment follows at once: on a machine in real time the segment may come first, and then its
acknowledgment is what the script expects. Here the worker runs before virtual time goes on. Over IPv6
their tool fails at line 18, too.`,
  },
  {
    scripts: ["syscalls/close_before_accept"],
    text: "The same announcement, `mptcp_pm_nl_fully_established()` (`net/mptcp/pm_kernel.c`): the script expects it later.",
  },
  {
    scripts: ["fastclose/receive_fastclose_with_ack"],
    text: `The script's segments acknowledge 0, one byte before all that the kernel has sent. \`tcp_ack()\`
(\`net/ipv4/tcp_input.c\`) takes no acknowledgment from before the first byte, as \`bytes_acked\` tells, and answers
with a challenge ACK, which the script does not expect.`,
  },
  {
    scripts: ["mp_join/mp_join_client_v4"],
    text: `The SYN of the new subflow is expected in front of the echo of ADD_ADDR. \`mptcp_pm_nl_add_addr_received()\`
(\`net/mptcp/pm_kernel.c\`) sends the echo first.`,
  },
  {
    scripts: ["syscalls/connect_close_full"],
    text: `The DATA_ACK of the peer's DATA_FIN is expected before the FIN. In the state FIN_WAIT2, \`mptcp_check_data_fin()\`
(\`net/mptcp/protocol.c\`) calls \`mptcp_shutdown_subflows()\` before \`mptcp_send_ack()\`: the FIN is first, and it
carries the DATA_ACK.`,
  },
];
