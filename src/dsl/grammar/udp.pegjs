// SPDX-License-Identifier: GPL-2.0
//
// UDP, and the ports that any transport may have.

Udp
  = "udp" ![a-zA-Z0-9_] _ ends:(@EndpointsOrPorts _)? "(" _ length:Number _ ")"
    { return n.udp(span(), ends, length); }

Ports
  = source:Number _ ">" _ destination:Number { return { span: span(), source, destination }; }
