// SPDX-License-Identifier: GPL-2.0
import { integers, type Structure } from "./structure.js";

/**
 * `{len=1, filter=[{code=BPF_RET|BPF_K, jt=0, jf=0, k=0}]}`: struct sock_fprog, a classic BPF program
 * (Documentation/networking/filter.rst) that tells how many bytes of a packet the socket gets.
 */
export const socketFilter: Structure = {
  name: "sock_fprog",
  members: { len: "integer", filter: "filter" },
  options: [
    ["SOL_SOCKET", "SO_ATTACH_FILTER"],
    ["SOL_SOCKET", "SO_ATTACH_REUSEPORT_CBPF"],
  ],
};

/** One instruction. */
export const filterInstruction: Structure = {
  name: "sock_filter",
  members: integers("code jt jf k"),
  options: [],
};
