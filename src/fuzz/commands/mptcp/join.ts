// SPDX-License-Identifier: GPL-2.0
import { type Condition, isFree } from "../../model/unit.js";
import type { Command } from "../command.js";
import { TCP } from "../tcp/segment.js";
import { BACKUP, MPTCP, option, SUBTYPE, SYN, sessions } from "./segment.js";

const isJoining: Condition = ({ peer }) => peer === "joining";

/** The peer opens one more subflow of a connection; RFC 8684 section 3.2. */
export const join: Command = {
  name: "mp-join",
  weight: (model) => (sessions(model).length > 0 && model.where(isFree).length > 2 ? 3 : 0),
  generate: (choice, model) => {
    const unit = choice.of(model.where(isFree));
    const session = choice.of(sessions(model));
    const isWrong = choice.once(12);
    if (!isWrong) model.set(unit, { peer: "joining" });
    return option(unit, SUBTYPE.join, {
      flags: TCP.syn | (isWrong ? MPTCP.wrong : 0),
      number: choice.int(0, 0xffff_ffff),
      window: 65_535,
      bits: SYN.mss | SYN.scale | (choice.once(4) ? BACKUP : 0),
      identifier: choice.once(6) ? 0 : choice.int(1, 8),
      second: session,
      extra: choice.sequence(),
    });
  },
};

/** The HMAC that completes it, now and then a wrong one. */
export const joinAck: Command = {
  name: "mp-join-ack",
  weight: (model) => (model.where(isJoining).length > 0 ? 20 : 0),
  generate: (choice, model) => {
    const unit = choice.of(model.where(isJoining));
    const isWrong = choice.once(8);
    model.set(unit, { peer: isWrong ? "finished" : "joined" });
    return option(unit, SUBTYPE.join, { flags: TCP.ack | (isWrong ? MPTCP.wrong : 0), window: 512 });
  },
};
