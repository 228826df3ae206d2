// SPDX-License-Identifier: GPL-2.0

/**
 * Why ktest and packetdrill say different things about a test of google/packetdrill, and how that is known.
 * @type {readonly import("./compare.mjs").Explanation[]}
 */
export const GOOGLE = [
  {
    scripts: ["nagle/https_client"],
    text: `The script switches off the device's segmentation offload with \`ethtool\`. The oracle's message is what
comes of it where that has no effect: with offload, \`sk_setup_caps()\` (\`net/core/sock.c\`) lets the
socket make packets of several segments, and \`tcp_write_xmit()\` hands 1948 bytes to the device in one.
Without the script's line that calls \`ethtool\`, ktest fails at the same packet with the same numbers,
1948 bytes instead of 974. With it, the device of the instance has no offload, and at 0.230010 s of
virtual time three packets with 974, 974 and 54 bytes follow each other, as the script says. On a
real-time host with Linux 6.18 packetdrill passes, too.`,
  },
  {
    scripts: ["cubic/cubic-rack-reo-timeout-retrans-failed-incoming-data"],
    text: `The script writes at 0.065 s, has \`tc\` close the qdisc in the same instant, and sends a selective
acknowledgment 20 ms later. The write has armed the tail loss probe (\`tcp_schedule_loss_probe()\`,
\`net/ipv4/tcp_output.c\`): two packets are out, so it is due after twice the round-trip time of 20 ms
and TCP_TIMEOUT_MIN_US, rounded up to ticks. If it fires before the acknowledgment comes, the closed
qdisc drops it, \`__tcp_transmit_skb()\` sees NET_XMIT_DROP and calls \`tcp_enter_cwr()\`: the state is
TCP_CA_CWR, the 2 in the oracle's message, and not TCP_CA_Disorder. So the oracle's \`tc\` has run for
more than 22 ms of its clock. Commands take no virtual time here: the acknowledgment comes at 0.085018 s,
before the probe, and the rest of the script holds. Measured with the delay as the only change: with
43 ms instead of 20 ms (the acknowledgment at 0.108018 s) ktest passes, with 44 ms (0.109018 s) it fails
at the oracle's line with the oracle's value. On a real-time host with Linux 6.18 packetdrill passes, too.`,
  },
];
