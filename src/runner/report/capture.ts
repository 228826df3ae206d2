// SPDX-License-Identifier: GPL-2.0
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { CaptureWriter } from "../../inject/capture.js";
import { DEVICE_NAME } from "../setup/network.js";
import type { Trace } from "../trace/trace.js";

/**
 * The frames of a Trace as a pcapng file: those of the scripted device, with their virtual times
 * since boot, each with the line of the script that it belongs to.
 * @param file  the script's name, for the comments
 */
export function captureOf(trace: Trace, file: string): Uint8Array {
  const writer = new CaptureWriter([{ name: DEVICE_NAME, linkType: "raw" }]);
  for (const event of trace.events) {
    if (event.type !== "frame") continue;
    const { timeNs, data: bytes, direction, line } = event;
    writer.add({
      interface: 0,
      timeNs,
      bytes,
      direction,
      ...(line === 0 ? {} : { comment: `${file}:${line}` }),
    });
  }
  return writer.bytes();
}

/**
 * Writes the capture of a Trace, into a folder that need not exist.
 * @param script  path of the script
 * @throws an errno exception
 */
export function writeCapture(path: string, trace: Trace, script: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, captureOf(trace, basename(script)));
}
