// SPDX-License-Identifier: GPL-2.0
//
// Extension headers of IPv6, between the fields of the IP header and the transport.

Ipv6Extension
  = type:$("hopopts" / "destopts") ![a-zA-Z0-9_] _ "(" _ options:Ipv6Options _ ")" _ ":"
    { return { type, span: span(), options }; }
  / "routing" ![a-zA-Z0-9_] _ "(" _ "type" ![a-zA-Z0-9_] _ routingType:Number _ "," _
    "left" ![a-zA-Z0-9_] _ segmentsLeft:Number addresses:(_ "," _ @Address)* _ ")" _ ":"
    { return { type: "routing", span: span(), routingType, segmentsLeft, addresses }; }

Ipv6Options = first:Ipv6Option rest:(_ "," _ @Ipv6Option)* { return [first, ...rest]; }

Ipv6Option
  = "pad1" ![a-zA-Z0-9_] { return { type: "pad1", span: span() }; }
  / "padn" ![a-zA-Z0-9_] _ length:Number { return { type: "padn", span: span(), length }; }
  / "router_alert" ![a-zA-Z0-9_] _ value:Number { return { type: "router_alert", span: span(), value }; }
  / "home_address" ![a-zA-Z0-9_] _ address:Address { return { type: "home_address", span: span(), address }; }
  / "option" ![a-zA-Z0-9_] _ kind:Number data:(_ @Blob)? { return n.ipv6Option(span(), kind, data); }
