// SPDX-License-Identifier: GPL-2.0
import type { Explanation } from "./code.js";

export const PROTOCOL_CODES: readonly Explanation[] = [
  {
    code: "check/reset-reason",
    title: "a reason for a reset where none can be",
    text: "The reason is the payload of a reset: a code and a private enterprise number, with two bytes of padding before them. So the segment has the flag R and a length of 8.",
  },
  {
    code: "check/contents",
    title: "contents that a packet cannot have",
    text: 'The string behind a packet is its payload, so it has as many bytes as the length says; "GET "... is for the first bytes of an expected packet. DATA and I_DATA of SCTP have their contents in data=, and ICMP carries the packet in brackets.',
  },
  {
    code: "check/raw",
    title: "a packet as bytes where none can be",
    text: 'raw (60) "..." is a whole packet, its IP header among the bytes. It can only be injected, and no tunnel and no field of an IP header stands in front of it.',
  },
  {
    code: "check/open-field",
    title: "an open field in an injected packet",
    text: "... leaves a field open, and a packet that is injected has to have all its fields. Only what has a natural value may stay open there: cookies, heartbeat information, HMACs and flags of SCTP, and the bytes of a value whose length is given.",
  },
  {
    code: "check/sctp-length",
    title: "a length that what is written does not have",
    text: "len= counts the header of the chunk, parameter or cause and all that it holds, without padding. It has room for the bytes that are written, and for no more; only in injected packets may what is given as bytes (CHUNK, PARAMETER, CAUSE) be cut short.",
  },
  {
    code: "check/bad-checksum",
    title: "a wrong checksum in an expected packet",
    text: "The kernel sends no packet with a wrong checksum, so only injected packets can have one: bad_checksum of UDP, UDP-Lite and DCCP, bad_crc32c of SCTP. zero_checksum (UDP over IPv4, RFC 6935, RFC 9653) is for both directions.",
  },
  {
    code: "check/tcp-in-udp",
    title: "an expected segment of TCP in UDP",
    text: "Linux has no TCP in UDP of its own. With ip fou add port PORT ipproto 6 it takes segments out of the UDP datagrams that come to a port, so they can be injected; what it sends has no UDP header. FreeBSD, for which scripts with this are, has TCP_REMOTE_UDP_ENCAPS_PORT.",
  },
  {
    code: "check/ipv6-option",
    title: "options of IPv6 that do not fill their header",
    text: "An extension header with options has a multiple of 8 bytes, the first two of which say what follows and how long it is (RFC 8200, section 4.2). Options and padding are written as on the wire: pad1 is one byte, padn N has all of N bytes. In front of home_address stands padn 4 (RFC 6275, section 6.3).",
  },
  {
    code: "check/sctp-bytes",
    title: "bytes in the place of a chunk in an expected packet",
    text: "Bytes that need not be a chunk at all, such as sctp: [0x00, 0x03], are for injected packets. What the kernel sends is made of chunks: CHUNK[type=…, flgs=…, len=…, val=[…]] is one of any type.",
  },
  {
    code: "check/sctp-parameter",
    title: "a parameter in a chunk that it is not for",
    text: "Each SCTP parameter is for certain chunks (RFC 9260, section 3.3, and the RFCs of the extensions), and the kernel will not send it in another one. This is a warning about expected packets; what a script injects may break the rule.",
  },
  {
    code: "check/udplite-coverage",
    title: "a checksum coverage that no UDP-Lite packet has",
    text: "In udplite (length, coverage) the coverage counts the header of 8 bytes as well: it is 0 for all of the packet, or from 8 to 8 more than the length (RFC 3828, section 3.1). This is a warning about expected packets.",
  },
  {
    code: "check/mptcp-hash",
    title: "a hash that does not fit its field",
    text: "Tokens, HMACs and data sequence numbers of MPTCP are computed from keys, each with a function of its own and as many keys as it needs (RFC 8684). The message says which function the field wants.",
  },
  {
    code: "check/mptcp-key",
    title: "a key of MPTCP that has no value yet",
    text: "A hash names a key that no mpcapable option before it has given a name. Keys of the kernel are random: the script gives them a name where it sees them first, such as mpcapable v1 flags [flag_h] key[ckey=2, skey].",
  },
  {
    code: "check/mptcp-segment",
    title: "an option of MPTCP in a segment that it is not for",
    text: "The three forms of mpjoin are for a SYN, a SYN-ACK and an ACK, and dss is for segments after the handshake (RFC 8684, section 3). This is a warning, as a script may break the rule on purpose.",
  },
  {
    code: "check/dccp-field",
    title: "a DCCP packet with a field too many or too few",
    text: "Which fields a DCCP packet has follows from its type (RFC 4340, section 5): Request and Data have no acknowledgement number, only Request and Response have a service code, only Reset has a code and data. An injected packet has all of them.",
  },
  {
    code: "check/dccp-short",
    title: "short sequence numbers in a DCCP packet that has long ones",
    text: "Only Data, Ack and DataAck packets may have sequence numbers of 24 bits (RFC 4340, section 5.1). This is a warning, as an injected packet may be wrong on purpose.",
  },
  {
    code: "check/dccp-option",
    title: "a DCCP option that cannot be written",
    text: "The option has a value or a length that its bytes cannot say. The message says how much there is room for.",
  },
  {
    code: "check/dccp-option-place",
    title: "a DCCP option where the protocol does not allow it",
    text: "Some options stand in packets of certain types only, or in front of the one they are about (RFC 4340, section 5.8). This is a warning, as a script may break the rule on purpose.",
  },
];
