// SPDX-License-Identifier: GPL-2.0
//
// A packet: direction, what it is wrapped in, fields of the IP header, transport.

Packet
  = direction:Direction _ outer:(@Encapsulation _)* inner:IpAndTransport contents:(_ @Contents)?
    { return n.packet(span(), direction, [...outer, ...inner], contents); }

Direction "\"<\" or \">\""
  = "<" { return "inbound"; }
  / ">" { return "outbound"; }

IpAndTransport
  = ip:(@Ip _)? extensions:(@Ipv6Extension _)* psp:(@Psp _)? rest:Transport
    { return n.stack(ip, extensions, psp, rest); }

Ip = fields:IpFields { return { type: "ip", span: span(), ...fields }; }

Psp
  = "encap" ![a-zA-Z0-9_] _ "psp" ![a-zA-Z0-9_] _ "spi" ![a-zA-Z0-9_] _ spi:Number
    { return { type: "psp", span: span(), spi }; }

IpFields
  = fields:("(" _ @IpFieldList _ ")" / "[" _ @IpFieldList _ "]")
    { return n.ipFields(fields) ?? error("a field of the IP header is given twice"); }

IpFieldList = first:IpField rest:(_ "," _ @IpField)* { return [first, ...rest]; }

IpField
  = ecn:EcnField { return { ecn }; }
  / "ecn" ![a-zA-Z0-9_] _ ecn:EcnField { return { ecn }; }
  / ("tos" / "class") ![a-zA-Z0-9_] _ tos:Number { return { tos }; }
  / "dscp" ![a-zA-Z0-9_] _ dscp:Dscp { return { dscp }; }
  / "flowlabel" ![a-zA-Z0-9_] _ flowLabel:Number { return { flowLabel }; }
  / ("ttl" / "hlim") ![a-zA-Z0-9_] _ ttl:Number { return { ttl }; }
  / "src" ![a-zA-Z0-9_] _ source:Address { return { source }; }
  / "dst" ![a-zA-Z0-9_] _ destination:Address { return { destination }; }
  / "id" ![a-zA-Z0-9_] _ id:Number { return { id }; }
  / no:"no"? "df" ![a-zA-Z0-9_] { return { dontFragment: no === null }; }
  / no:"no"? "mf" ![a-zA-Z0-9_] { return { moreFragments: no === null }; }
  / "frag" ![a-zA-Z0-9_] _ fragment:FragmentRange { return { fragment }; }

FragmentRange = start:Number _ ":" _ end:Number { return { span: span(), start, end }; }

EcnField = @$("noecn" / "ect01" / "ect0" / "ect1" / "ce") ![a-zA-Z0-9_]

Dscp "a DSCP such as af11 or 0x0a"
  = name:$("voice-admit" / [a-z] [a-z0-9]*) ![a-zA-Z0-9_] { return n.dscp(name) ?? symbol(span(), name); }
  / Number

Transport
  = tcp:Tcp udp:(_ @UdpCarrier)? { return n.encapsulated(udp, tcp); }
  / SctpPacket
  / header:(Udp / UdpLite / Icmp / Dccp / Other) { return [header]; }

// Behind predicates, as messages should not name what few packets have.
Contents
  = &"\"" strings:Strings { return strings; }
  / &"pattern" "pattern" ![a-zA-Z0-9_] _ "(" _ start:Number _ ")" { return { type: "pattern", span: span(), start }; }

Other
  = "proto" ![a-zA-Z0-9_] _ protocol:Number _ "(" _ length:Number _ ")"
    { return { type: "other", span: span(), protocol, length }; }
  / &"raw" "raw" ![a-zA-Z0-9_] _ "(" _ length:Number _ ")"
    { return { type: "other", span: span(), protocol: 0, length, isWhole: true }; }
