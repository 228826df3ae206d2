// SPDX-License-Identifier: GPL-2.0
import type { Kernel } from "../../kernel/kernel.js";
import type { Constants } from "../constants.js";
import type { Block, Heap } from "../memory.js";

/**
 * Writes a text to a file of the instance, such as one of /proc/sys.
 * @returns 0, or the negative errno of what failed
 */
export function writeInstanceFile(
  kernel: Kernel,
  constants: Constants,
  heap: Heap,
  path: string,
  text: string,
): number {
  const name = stringBlock(heap, `${path}\0`);
  const data = stringBlock(heap, text);
  const call = (which: string, ...args: readonly number[]): number => {
    const ret = kernel.syscall(kernel.mainTask, constants.syscall(which), ...args);
    if (ret === undefined) throw new Error(`${which} of ${path} blocks`);
    return ret;
  };
  const fd = call("openat", constants.require("AT_FDCWD"), name.address, constants.require("O_WRONLY"));
  const written = fd < 0 ? fd : call("write", fd, data.address, data.bytes.length);
  if (fd >= 0) call("close", fd);
  heap.release(name);
  heap.release(data);
  return Math.min(written, 0);
}

function stringBlock(heap: Heap, text: string): Block {
  const encoded = new TextEncoder().encode(text);
  const block = heap.allocate(encoded.length);
  block.bytes.set(encoded);
  return block;
}
