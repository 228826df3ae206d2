// SPDX-License-Identifier: GPL-2.0
//
// What a packet may be wrapped in: IP in IP, GRE, MPLS.

Encapsulation
  = type:$("ipv4" / "ipv6") ![a-zA-Z0-9_] _ fields:(@IpFields _)?
    source:Address _ ">" _ destination:Address _ ":"
    { return n.outerIp(type, span(), fields, { source, destination }) ?? error(n.ADDRESSES_TWICE); }
  / ("gre" / "GREv0") ![a-zA-Z0-9_] _ ("," _)? fields:GreFields _ ":"
    { return { type: "gre", span: span(), fields }; }
  / "mpls" ![a-zA-Z0-9_] entries:(_ @MplsEntry)* _ ":"
    { return { type: "mpls", span: span(), entries }; }

GreFields
  = flags:(("flags" / "Flags") ![a-zA-Z0-9_] _ @GreFlags Comma)?
    protocol:("proto" ![a-zA-Z0-9_] _ @Number Comma)?
    checksum:("sum" ![a-zA-Z0-9_] _ @Number Comma)?
    offset:("off" ![a-zA-Z0-9_] _ @Number Comma)?
    key:("key" ![a-zA-Z0-9_] _ ("=" _)? @Number Comma)?
    sequence:("seq" ![a-zA-Z0-9_] _ @Number)?
    { return n.greFields(span(), { flags, protocol, checksum, offset, key, sequence }); }

Comma = _ ("," _)?

GreFlags
  = "[" _ first:GreFlag rest:(_ "," _ @GreFlag)* _ "]" { return rest.reduce((a, b) => a | b, first); }
  / Number

GreFlag
  = "none" ![a-zA-Z0-9_] { return 0; }
  / "checksum" _ "present" ![a-zA-Z0-9_] { return 0x8000; }
  / "key" _ "present" ![a-zA-Z0-9_] { return 0x2000; }
  / "sequence#" _ "present" ![a-zA-Z0-9_] { return 0x1000; }

MplsEntry
  = "(" _ "label" ![a-zA-Z0-9_] _ label:Number _ "," _ "tc" ![a-zA-Z0-9_] _ trafficClass:Number _ "," _
    bottom:("[" _ "S" _ "]" _ "," _)? "ttl" ![a-zA-Z0-9_] _ ttl:Number _ ")"
    { return { span: span(), label, trafficClass, bottom: bottom !== null, ttl }; }
