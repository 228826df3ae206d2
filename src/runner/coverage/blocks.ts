// SPDX-License-Identifier: GPL-2.0

/**
 * Which basic blocks ran, as text: the steps from one counter that is not 0 to the next, seven bits a byte and
 * the last one without the eighth, in base64.
 */

const STEP_BITS = 7;
const MORE = 1 << STEP_BITS;

/** Takes them out of `counters`, as `NativeKernel.startCoverage()` returns them, which are 0 afterwards. */
export function takeBlocks(counters: Uint8Array): string {
  const words = new Uint32Array(counters.buffer, counters.byteOffset, counters.byteLength >> 2);
  const bytes: number[] = [];
  let before = 0;
  for (let word = 0; word < words.length; word++) {
    if (words[word] === 0) continue;
    for (let place = word * 4; place < word * 4 + 4; place++) {
      if (counters[place] === 0) continue;
      let step = place - before;
      before = place;
      for (; step >= MORE; step >>>= STEP_BITS) bytes.push((step & (MORE - 1)) | MORE);
      bytes.push(step);
    }
    words[word] = 0;
  }
  return Buffer.from(bytes).toString("base64");
}

/** The numbers of those that ran, ascending. */
export function* readBlocks(text: string): Generator<number> {
  let place = 0;
  let [step, shift] = [0, 0];
  for (const byte of Buffer.from(text, "base64")) {
    step |= (byte & (MORE - 1)) << shift;
    shift += STEP_BITS;
    if ((byte & MORE) !== 0) continue;
    place += step;
    yield place;
    [step, shift] = [0, 0];
  }
}
