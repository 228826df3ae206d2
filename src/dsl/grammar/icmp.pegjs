// SPDX-License-Identifier: GPL-2.0
//
// ICMP and ICMPv6 with the packet that they quote.

Icmp
  = "icmp" ![a-zA-Z0-9_] _ icmpType:(IcmpName / Integer) code:(_ @IcmpCode)?
    mtu:(_ "mtu" ![a-zA-Z0-9_] _ @Number)? id:(_ "id" ![a-zA-Z0-9_] _ @Number)? quoted:(_ @QuotedPacket)?
    { return n.icmp(span(), icmpType, { code, mtu, id, quoted }); }

IcmpCode
  = "code" ![a-zA-Z0-9_] _ @Integer
  / !(("mtu" / "id") ![a-zA-Z0-9_]) @IcmpName

IcmpName "an ICMP type or code" = $([a-zA-Z_] [a-zA-Z0-9_]*)

QuotedPacket
  = "[" _ "udp" ![a-zA-Z0-9_] _ "(" _ length:Number _ ")" _ "]"
    { return { type: "udp", span: span(), length }; }
  / "[" _ "raw" ![a-zA-Z0-9_] _ "(" _ length:Number _ ")" _ "]"
    { return { type: "raw", span: span(), length }; }
  / "[" _ sequence:Sequence _ "]"
    { return { type: "tcp", span: span(), sequence }; }
