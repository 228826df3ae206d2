// SPDX-License-Identifier: GPL-2.0
import type { Variable, VariableSource } from "./source.js";
import { readUnsigned } from "./struct.js";

const WORD_BYTES = 4;

/** `SK_MEMINFO_*`: sk_get_meminfo() in net/core/sock.c, an array that these constants index. */
export const memoryInfo: VariableSource = {
  option: ["SOL_SOCKET", "SO_MEMINFO"],
  names: /\bSK_MEMINFO_/,
  variables: (value, constants) => {
    const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
    return constants.withPrefix("SK_MEMINFO_").flatMap(([name, index]): readonly Variable[] => {
      const word = readUnsigned(view, index * WORD_BYTES, WORD_BYTES);
      return word === undefined ? [] : [[name, word]];
    });
  },
};
