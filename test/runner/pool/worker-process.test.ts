// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { workerEnvironment } from "../../../src/runner/pool/worker-process.js";

describe("workerEnvironment", () => {
  it.each([
    [{ PATH: "/bin", NODE_EXTRA_CA_CERTS: "/etc/ca.crt" }, { NODE_EXTRA_CA_CERTS: "/etc/ca.crt" }],
    [{ PATH: "/bin" }, {}],
  ])("of %j leaves nothing out in the end, and what costs time at the start", (all, later) => {
    const { env, environment } = workerEnvironment(all);
    expect(env).toEqual({ PATH: "/bin" });
    expect(environment).toEqual(later);
    expect({ ...env, ...environment }).toEqual(all);
  });
});
