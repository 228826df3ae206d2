// SPDX-License-Identifier: GPL-2.0
import { mkdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import { type CapturedFrame, type CaptureInterface, CaptureWriter } from "../../inject/capture.js";
import { DEVICE_NAME } from "../setup/network.js";
import type { Trace } from "../trace/trace.js";
import { writeWhole } from "./write-whole.js";

/** Other devices, and what they sent and received: `interface` counts these interfaces. */
export interface OtherFrames {
  readonly interfaces: readonly CaptureInterface[];
  readonly frames: readonly CapturedFrame[];
}

/**
 * The frames of a Trace as a pcapng file: those of the scripted device, with their virtual times
 * since boot, each with the line of the script that it belongs to.
 * @param file  the script's name, for the comments
 * @param others  frames of other devices, which are sorted in by their times; of one instant, behind its own
 */
export function captureOf(trace: Trace, file: string, others?: OtherFrames): Uint8Array {
  const { interfaces = [], frames = [] } = others ?? {};
  const writer = new CaptureWriter([{ name: DEVICE_NAME, linkType: "raw" }, ...interfaces]);
  const own = trace.events.flatMap((event): readonly CapturedFrame[] => {
    if (event.type !== "frame") return [];
    const { timeNs, data: bytes, direction, line } = event;
    const comment = line === 0 ? {} : { comment: `${file}:${line}` };
    return [{ interface: 0, timeNs, bytes, direction, ...comment }];
  });
  const all = [...own, ...frames.map((frame) => ({ ...frame, interface: frame.interface + 1 }))];
  for (const frame of all.sort((a, b) => a.timeNs - b.timeNs)) writer.add(frame);
  return writer.bytes();
}

/**
 * Writes the capture of a Trace, into a folder that need not exist.
 * @param script  path of the script
 * @throws an errno exception
 */
export function writeCapture(path: string, trace: Trace, script: string, others?: OtherFrames): void {
  mkdirSync(dirname(path), { recursive: true });
  writeWhole(path, captureOf(trace, basename(script), others));
}
