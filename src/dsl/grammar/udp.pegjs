// SPDX-License-Identifier: GPL-2.0
//
// UDP and UDP-Lite, and the ports that any transport may have.

Udp
  = "udp" ![a-zA-Z0-9_] _ ends:(@EndpointsOrPorts _)? checksum:(@OddChecksum _)? "(" _ length:Number _ ")"
    { return n.udp(span(), ends, checksum, length); }

UdpLite
  = "udplite" ![a-zA-Z0-9_] _ ports:(@Ports _)? checksum:(@OddChecksum _)?
    "(" _ length:Number _ "," _ coverage:Number _ ")"
    { return n.udpLite(span(), { ports, checksum }, length, coverage); }

OddChecksum
  = "bad_checksum" ![a-zA-Z0-9_] { return "bad"; }
  / "zero_checksum" ![a-zA-Z0-9_] { return "zero"; }

Ports
  = source:Number _ ">" _ destination:Number { return { span: span(), source, destination }; }
