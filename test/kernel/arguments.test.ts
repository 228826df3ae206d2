// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addon } from "../../src/kernel/addon.js";
import { findLibrary, KernelError } from "../../src/kernel/index.js";
import { codeOf } from "./support.js";

const { Instance, releaseSnapshot, setErrorClass } = addon();

const detached = (): Uint8Array => {
  const bytes = new Uint8Array(16);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
};

/** Values of every kind, many of them almost right. */
const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({ withBigInt: true, withTypedArray: true, withNullPrototype: true, withSparseArray: true }),
  fc.constantFrom(
    0,
    -0,
    1,
    -1,
    2,
    0.5,
    Number.NaN,
    Infinity,
    -Infinity,
    2 ** 31,
    2 ** 32,
    2 ** 53,
    2 ** 64,
    -(2 ** 31),
  ),
  fc.constantFrom("", "tun0", "a\0b", "x".repeat(100_000), "\ud800"),
  fc.constantFrom(
    detached(),
    new Uint8Array(0),
    new Uint8Array(new SharedArrayBuffer(40)),
    new Float64Array(4),
  ),
  fc.constantFrom(new Proxy({}, {}), new Proxy(() => 0, {}), Object.create(null), Symbol.iterator, Instance),
  fc.constantFrom<unknown>(
    { name: "tun0", mac: new Uint8Array(5) },
    { name: "x".repeat(16) },
    { name: "tun0", mtu: 1 },
  ),
);

const throwing = {
  get name(): string {
    throw new TypeError("mine");
  },
};

describe("arguments of the addon", () => {
  const instance = new Instance({ library: findLibrary() });
  const pristine = instance.snapshot();

  /*
   * System calls get numbers only, and none that would really do something: any integer is a
   * right argument for those.
   */
  const methods = {
    syscall: (...args: unknown[]) => {
      if (typeof args[0] === "number") args[1] = "not a number";
      return Reflect.apply(instance.syscall, instance, args);
    },
    createTask: (...args: unknown[]) => Reflect.apply(instance.createTask, instance, args),
    exitTask: (...args: unknown[]) => Reflect.apply(instance.exitTask, instance, args),
    pending: (...args: unknown[]) => Reflect.apply(instance.pending, instance, args),
    runUntil: (...args: unknown[]) => Reflect.apply(instance.runUntil, instance, [args[0], "not a boolean"]),
    createDevice: (...args: unknown[]) => Reflect.apply(instance.createDevice, instance, args),
    destroyDevice: (...args: unknown[]) => Reflect.apply(instance.destroyDevice, instance, args),
    receive: (...args: unknown[]) => Reflect.apply(instance.receive, instance, args),
    restore: (...args: unknown[]) => Reflect.apply(instance.restore, instance, args),
    save: (...args: unknown[]) => Reflect.apply(instance.save, instance, args),
    exec: (...args: unknown[]) => Reflect.apply(instance.exec, instance, args),
    releaseSnapshot: (...args: unknown[]) => Reflect.apply(releaseSnapshot, undefined, args),
    construct: (...args: unknown[]) => Reflect.construct(Instance, args),
  } as const;
  const names = Object.keys(methods) as (keyof typeof methods)[];

  it("are checked: any values give a KernelError or a result, never a crash", () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.array(value, { maxLength: 8 }), (name, args) => {
        try {
          methods[name](...args);
          instance.restore(pristine);
        } catch (error) {
          expect(error).toBeInstanceOf(KernelError);
          expect((error as KernelError).code).toMatch(/^(ERR_[A-Z_]+|E[A-Z]+)$/);
        }
      }),
      { numRuns: 5000 },
    );
    expect(instance.syscall(instance.mainTask, 172)).toBe(instance.mainTask);
  });

  it("are named in the message", () => {
    expect(() => instance.pending(0)).toThrow("task must be an integer from 1 to 2147483647, not 0");
    expect(() => instance.pending(Reflect.get({}, "x"))).toThrow("task must be a number");
    expect(() => instance.createDevice({ name: "tun0", mtu: 67 })).toThrow(
      "options.mtu must be an integer from 68",
    );
    expect(() => new Instance({ library: "x", arenaBytes: 2 ** 25 + 1 })).toThrow("multiples of 4096");
    expect(() => new Instance({ library: "x", seed: -1n })).toThrow(
      "options.seed must be from 0 to 2^64 - 1",
    );
  });

  it("may throw themselves when they are read", () => {
    expect(() => instance.createDevice(throwing)).toThrow(new TypeError("mine"));
  });

  it("include `this`", () => {
    for (const self of [
      undefined,
      null,
      {},
      [],
      Object.create(instance),
      Object.create(Instance.prototype),
      pristine,
    ])
      expect(() => Reflect.apply(instance.nextTimer, self, [])).toThrow(TypeError);
    expect(() => Reflect.apply(Instance as unknown as () => void, undefined, [])).toThrow(TypeError);
  });

  it("do not let the memory go while somebody can see it", () => {
    const other = new Instance({ library: findLibrary() });
    other.snapshot();
    /** What a transfer gives, or undefined: Node 20 copies instead, later ones refuse. */
    const transfer = (buffer: ArrayBuffer): ArrayBuffer | undefined => {
      try {
        return structuredClone(buffer, { transfer: [buffer] });
      } catch {
        return undefined;
      }
    };
    const views = [transfer(other.user), transfer(other.events)];
    other.close();
    for (const view of views) if (view !== undefined) new Uint8Array(view).fill(1);
    expect(other.user.byteLength).toBe(0);
    expect(codeOf(() => other.refill())).toBe("KTEST_CLOSED");
    expect(() => setErrorClass(Reflect.get({}, "x"))).toThrow(KernelError);
  });
});
