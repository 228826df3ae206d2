// SPDX-License-Identifier: GPL-2.0

/** What is missing, or the first errors of the compiler. */
export declare class BuildError extends Error {}

/** Programs that the build runs, and Debian's packages that have them. */
export declare const BUILD_PROGRAMS: Readonly<Record<string, string>>;

export interface LibraryRequest {
  readonly root: string;
  readonly settings?: readonly string[];
  readonly say: (line: string) => void;
  readonly title: string;
  readonly destination?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

export interface BuiltLibrary {
  /** Of the file, below `objects`. */
  readonly name: string;
  readonly objects: string;
  readonly source: string;
}

export declare function buildLibrary(request: LibraryRequest): Promise<BuiltLibrary>;
export declare function excerpt(lines: readonly string[]): string;
