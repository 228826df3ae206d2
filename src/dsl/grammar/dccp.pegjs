// SPDX-License-Identifier: GPL-2.0
//
// DCCP. After the type of the packet, fields stand in any order, each once at most.

Dccp
  = "dccp" ![a-zA-Z0-9_] _ ports:(&([a-zA-Z0-9_]+ _ ">") @Ports _)? packetType:DccpType fields:(_ @DccpField)*
    length:(_ "(" _ @Number _ ")")? options:(_ @DccpOptions)?
    { return n.dccp(span(), packetType, fields, { ports, length, options })
        ?? error("a DCCP packet has its sequence number, such as seq 0, and no field twice"); }

DccpType "a type of DCCP packet"
  = name:$([a-zA-Z_] [a-zA-Z0-9_]*) { return n.dccpType(name) ?? error(n.NO_DCCP_TYPE); }

DccpField
  = "seq" ![a-zA-Z0-9_] _ sequence:Number absolute:(_ "!")?
    { return { sequence, ...(absolute && { absolute: true }) }; }
  / "ack" ![a-zA-Z0-9_] _ ack:Number { return { ack }; }
  / "service" ![a-zA-Z0-9_] _ service:DccpService { return { service }; }
  / "code" ![a-zA-Z0-9_] _ resetCode:DccpResetCode { return { resetCode }; }
  / "data" ![a-zA-Z0-9_] _ resetData:Blob { return { resetData }; }
  / "ccval" ![a-zA-Z0-9_] _ ccval:Number { return { ccval }; }
  / "cscov" ![a-zA-Z0-9_] _ cscov:Number { return { cscov }; }
  / "doff" ![a-zA-Z0-9_] _ dataOffset:Number { return { dataOffset }; }
  / "bad_checksum" ![a-zA-Z0-9_] { return { badChecksum: true }; }
  / "short" ![a-zA-Z0-9_] { return { extended: false }; }

DccpService
  = raw:QuotedString { return n.dccpService(raw) ?? error(n.NO_SERVICE_CODE); }
  / Number

DccpResetCode "a reset code"
  = Integer
  / name:$([a-zA-Z_] [a-zA-Z0-9_]*) { return n.dccpResetCode(name) ?? symbol(span(), name); }

DccpOptions
  = "<" _ "..." _ ">" { return "any"; }
  / "<" _ first:DccpOption rest:(_ "," _ @DccpOption)* _ ">" { return [first, ...rest]; }
