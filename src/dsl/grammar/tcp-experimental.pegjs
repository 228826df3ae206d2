// SPDX-License-Identifier: GPL-2.0
//
// TCP options and payloads of experiments, and options of any kind, as the nplab dialect has them.

ExperimentalOption
  = "exp-" option:ExperimentalBody { return { span: span(), ...option }; }
  / "EXP-FO" ![a-zA-Z0-9_] cookie:(_ @Blob)? { return n.fastOpen(span(), true, cookie); }
  / "AccECN" counters:AccEcnEchoes { return { type: "accecn", span: span(), ...counters }; }
  / "gen-" kind:Integer data:(_ @Blob)? { return n.unknownOption(span(), kind, data); }

ExperimentalBody
  = "FO" ![a-zA-Z0-9_] cookie:(_ @Blob)? { return n.fastOpen(span(), true, cookie); }
  / "AccECN" counters:AccEcnEchoes { return { type: "accecn", experimental: true, ...counters }; }
  / "tarr" ![a-zA-Z0-9_] rate:(_ @Number)? { return rate === null ? { type: "tarr" } : { type: "tarr", rate }; }
  / digits:ExId data:(_ @Blob)? { return n.experimental(digits, data) ?? error("an ExID has 16 bits"); }

ExId "an experiment identifier in hex" = @$[0-9a-fA-F]+ ![a-zA-Z0-9_]

// Up to three counters; one that is left out ends the list.
AccEcnEchoes
  = "0" ![a-zA-Z0-9_] list:(_ "ee0b" ![a-zA-Z0-9_] _ @Number @AccEcnEcho1?)?
    { return { order: 0, counters: n.echoes(list) }; }
  / "1" ![a-zA-Z0-9_] list:(_ "ee1b" ![a-zA-Z0-9_] _ @Number @AccEcnEcho0?)?
    { return { order: 1, counters: n.echoes(list) }; }

AccEcnEcho1 = _ "eceb" ![a-zA-Z0-9_] _ @Number @(_ "ee1b" ![a-zA-Z0-9_] _ @Number)?

AccEcnEcho0 = _ "eceb" ![a-zA-Z0-9_] _ @Number @(_ "ee0b" ![a-zA-Z0-9_] _ @Number)?

ResetReason
  = "[" _ "code" ![a-zA-Z0-9_] _ code:Number _ "," _ "pen" ![a-zA-Z0-9_] _ pen:Number _ "]"
    { return { span: span(), code, pen }; }
