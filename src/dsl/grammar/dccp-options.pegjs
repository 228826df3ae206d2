// SPDX-License-Identifier: GPL-2.0
//
// Options of DCCP. A number of bytes that is part of a name may be left out where fewer will do.

DccpOption
  = type:$("padding" / "mandatory" / "slow_receiver") ![a-zA-Z0-9_] { return { type, span: span() }; }
  / type:$("change_l" / "change_r" / "confirm_l" / "confirm_r") ![a-zA-Z0-9_] _ feature:DccpFeature
    values:(_ @Number)*
    { return { type, span: span(), feature, values }; }
  / "init_cookie" ![a-zA-Z0-9_] _ cookie:Blob { return { type: "init_cookie", span: span(), cookie }; }
  / "ndp_count" octets:[1-6]? ![a-zA-Z0-9_] _ count:Number { return n.ndpCount(span(), count, octets); }
  / "ack_vector" nonce:$[01] ![a-zA-Z0-9_] runs:(_ @DccpAckRun)* { return n.ackVector(span(), nonce, runs); }
  / "data_dropped" ![a-zA-Z0-9_] runs:(_ @DccpDropRun)* { return { type: "data_dropped", span: span(), runs }; }
  / "timestamp_echo" ![a-zA-Z0-9_] _ value:Number
    elapsed:(_ "elapsed" @[24]? ![a-zA-Z0-9_] _ @Number)?
    { return n.timestampEcho(span(), value, elapsed); }
  / "timestamp" ![a-zA-Z0-9_] _ value:Number { return { type: "timestamp", span: span(), value }; }
  / "elapsed_time" octets:[24]? ![a-zA-Z0-9_] _ elapsed:Number { return n.elapsedTime(span(), elapsed, octets); }
  / "data_checksum" ![a-zA-Z0-9_] checksum:(_ @Number)? { return n.dataChecksum(span(), checksum); }
  / type:$("loss_event_rate" / "receive_rate") ![a-zA-Z0-9_] _ rate:Number { return { type, span: span(), rate }; }
  / "loss_intervals" ![a-zA-Z0-9_] _ "skip" ![a-zA-Z0-9_] _ skip:Number intervals:(_ @DccpLossInterval)*
    { return { type: "loss_intervals", span: span(), skip, intervals }; }
  / "kind" ![a-zA-Z0-9_] _ kind:Number data:(_ @Blob)? { return n.unknownOption(span(), kind, data); }
  / "raw" ![a-zA-Z0-9_] _ data:Blob { return { type: "raw", span: span(), data }; }

DccpFeature "a feature"
  = Integer
  / name:$([a-zA-Z_] [a-zA-Z0-9_]*) { return n.dccpFeature(name) ?? symbol(span(), name); }

DccpAckRun "a run of packets such as R3"
  = state:$[REXN] digits:$[0-9]+ ![a-zA-Z0-9_] { return n.ackRun(state, digits) ?? error(n.LONG_ACK_RUN); }

DccpDropRun
  = state:DccpDropState _ packets:Integer { return n.dropRun(state, packets) ?? error(n.LONG_DROP_RUN); }

DccpDropState "delivered or a drop code"
  = @$("delivered_corrupt" / "delivered" / "protocol_constraints" / "application_not_listening" / "receive_buffer" / "corrupt" /
      "drop" [456]) ![a-zA-Z0-9_]

DccpLossInterval
  = "(" _ "lossless" ![a-zA-Z0-9_] _ lossless:Number _ "," _ "loss" ![a-zA-Z0-9_] _ loss:Number _ "," _
    nonce:("nonce" ![a-zA-Z0-9_] _ @$[01] ![a-zA-Z0-9_] _ "," _)? "data" ![a-zA-Z0-9_] _ data:Number _ ")"
    { return n.lossInterval(span(), lossless, loss, data, nonce); }
