// SPDX-License-Identifier: GPL-2.0
//
// ICMP and ICMPv6 with the packet that they quote.

Icmp
  = IcmpMessage
  / quoted:QuotedInFront _ icmp:IcmpMessage
    { return n.quotedInFront(span(), quoted, icmp, place(), context) ?? error("the message quotes two packets"); }

// Old scripts have the quoted packet in front of the message, where fields of the IP header stand.
QuotedInFront = &("[" [^\]\n]* "]" _ "icmp" ![a-zA-Z0-9_]) @QuotedPacket

IcmpMessage
  = "icmp" ![a-zA-Z0-9_] _ icmpType:(IcmpName / Integer) code:(_ @IcmpCode)?
    mtu:(_ "mtu" ![a-zA-Z0-9_] _ @Number)? pointer:(_ "pointer" ![a-zA-Z0-9_] _ @Number)?
    id:(_ "id" ![a-zA-Z0-9_] _ @Number)? quoted:(_ @QuotedPacket)?
    { return n.icmp(span(), icmpType, { code, mtu, pointer, id, quoted }); }

IcmpCode
  = "code" ![a-zA-Z0-9_] _ @Integer
  / !(("mtu" / "pointer" / "id") ![a-zA-Z0-9_]) @IcmpName

IcmpName "an ICMP type or code" = $([a-zA-Z_] [a-zA-Z0-9_]*)

QuotedPacket
  = "[" _ "udp" ![a-zA-Z0-9_] _ "(" _ length:Number _ ")" _ "]"
    { return { type: "udp", span: span(), length }; }
  / "[" _ "udplite" ![a-zA-Z0-9_] _ "(" _ length:Number _ "," _ coverage:Number _ ")" _ "]"
    { return { type: "udplite", span: span(), length, coverage }; }
  / "[" _ "sctp" ![a-zA-Z0-9_] _ "(" _ tag:Number _ ")" udp:(_ @UdpEncapsulation)? _ "]"
    { return n.quotedSctp(span(), tag, udp); }
  / "[" _ "dccp" ![a-zA-Z0-9_] _ packetType:DccpType _ "seq" ![a-zA-Z0-9_] _ sequence:Number _ "]"
    { return { type: "dccp", span: span(), packetType, sequence }; }
  / "[" _ "raw" ![a-zA-Z0-9_] _ "(" _ length:Number _ ")" _ "]"
    { return { type: "raw", span: span(), length }; }
  / "[" _ sequence:Sequence udp:(_ @UdpEncapsulation)? _ "]"
    { return n.quotedTcp(span(), sequence, udp); }
