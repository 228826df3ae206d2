// SPDX-License-Identifier: GPL-2.0
import { socketProtocol } from "../../../inject/mapping/socket-protocol.js";
import { type Parameter, systemCall } from "../call.js";
import { evaluateInt32 } from "../evaluate.js";
import { int32 } from "../params/integer.js";

/** `...`: AF_INET or AF_INET6, as the run's IP version wants it. */
const domain: Parameter<number> = {
  name: "domain",
  parse: (expression, call) =>
    expression.type === "ellipsis"
      ? call.environment.addresses.domain
      : evaluateInt32(expression, call.constants),
};

export const socket = systemCall({
  name: "socket",
  parameters: [domain, int32("type"), int32("protocol")],
  prepare: (call, domain, type, protocol) => ({
    nr: call.constants.syscall("socket"),
    registers: [domain, type, protocol],
    result: "descriptor",
    effect: (fd) => {
      if (fd < 0) return [];
      const problems = call.opened(fd, { domain, type, protocol });
      const carries = socketProtocol(type, protocol);
      if (problems.length === 0 && call.expected !== undefined && call.expected >= 0 && carries !== undefined)
        call.environment.connections.socket(call.expected, carries);
      return problems;
    },
  }),
});
