// SPDX-License-Identifier: GPL-2.0
//
// Source and destination that are more than ports, as in the dialect of multipath-tcp. The rule
// is tried where ports may stand, and a ">" in front of the flags tells that they do.

EndpointsOrPorts
  = &([a-zA-Z0-9_.:]* _ ("[" _ [a-zA-Z0-9_]* _ "]" _)? ">")
    source:(@Endpoint _)? ">" destination:(_ !NamedFlags @Endpoint)?
    { return n.endpointsOrPorts(span(), source, destination); }

// What could be a port, but is the flags of a segment, the checksum of a datagram, or SCTP, without a
// destination.
NamedFlags
  = [a-zA-Z]+ "."
  / [a-zA-Z0-9]+ _ !("sctp" ![a-zA-Z0-9_]) (Number _ ":" / "...")
  / OddChecksum
  / "sctp" ![a-zA-Z0-9_] _ [(:/]

Endpoint
  = "addr" _ "[" _ name:Identifier _ "]" { return { type: "variable", span: span(), name }; }
  / address:EndpointAddress ":" _ port:Number { return { type: "address", span: span(), address, port }; }
  / port:Number { return { type: "port", span: span(), port }; }

// All up to the last colon of the word: what follows that is the port.
EndpointAddress "an IP address and a port"
  = $([0-9]+ "." [0-9.]+)
  / $(([0-9a-fA-F]* ":" &([0-9a-fA-F.]* ":"))+ [0-9a-fA-F.]*)
