// SPDX-License-Identifier: GPL-2.0
import Module, { createRequire } from "node:module";
import { join } from "node:path";

/** A document as far as the extension looks at it. */
export interface Document {
  readonly uri: { readonly scheme: string; readonly path: string; toString(): string };
  readonly fileName: string;
  readonly languageId: string;
  version: number;
  readonly isClosed: boolean;
  getText(): string;
  positionAt(offset: number): Position;
}

interface Position {
  readonly line: number;
  readonly character: number;
}

interface Range {
  readonly start: Position;
  readonly end: Position;
}

interface Formatter {
  provideDocumentFormattingEdits(
    document: Document,
    options: object,
    token: object,
  ): Promise<readonly object[]>;
}

type Listener = (subject: unknown) => void;

const EVENTS = {
  open: "onDidOpenTextDocument",
  change: "onDidChangeTextDocument",
  save: "onDidSaveTextDocument",
  close: "onDidCloseTextDocument",
} as const;

/** An editor with the part of VS Code's interface that the extension uses. */
export class StubEditor {
  settings: Readonly<Record<string, unknown>>;
  readonly warnings: string[] = [];
  readonly #extension: string;
  readonly #listeners = new Map<string, Listener>();
  readonly #diagnostics = new Map<string, readonly unknown[]>();
  readonly #timesSet = new Map<string, number>();
  readonly #subscriptions: { dispose(): void }[] = [];
  #waiting: (() => void)[] = [];
  #formatter: Formatter | undefined;

  constructor(extension: string, settings: Readonly<Record<string, unknown>>) {
    this.#extension = extension;
    this.settings = settings;
  }

  document(path: string, languageId: string, text: string): Document {
    const positionAt = (offset: number): Position => {
      const before = text.slice(0, offset).split("\n");
      return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    };
    const uri = { scheme: "file", path, toString: () => `file://${path}` };
    return { uri, fileName: path, languageId, version: 1, isClosed: false, getText: () => text, positionAt };
  }

  /** Loads the extension anew, with this editor in the place of the module vscode. */
  activate(open: readonly Document[]): void {
    const require = createRequire(import.meta.url);
    const main = join(this.#extension, "extension.js");
    delete require.cache[main];
    const loader = Module as unknown as { _load: (name: string, ...more: unknown[]) => unknown };
    const original = loader._load;
    loader._load = (name, ...more) => (name === "vscode" ? this.#interface(open) : original(name, ...more));
    try {
      require(main).activate({ subscriptions: this.#subscriptions });
    } finally {
      loader._load = original;
    }
  }

  deactivate(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  emit(event: keyof typeof EVENTS, document: Document): void {
    this.#listeners.get(EVENTS[event])?.(event === "change" ? { document } : document);
  }

  diagnosticsOf(document: Document): readonly unknown[] | undefined {
    return this.#diagnostics.get(document.uri.toString());
  }

  timesSet(document: Document): number {
    return this.#timesSet.get(document.uri.toString()) ?? 0;
  }

  /** The diagnostics of a document when they are set the next time. */
  async nextDiagnostics(document: Document): Promise<readonly unknown[]> {
    const before = this.timesSet(document);
    while (this.timesSet(document) === before) await this.#change();
    return this.diagnosticsOf(document) ?? [];
  }

  async nextWarning(): Promise<void> {
    const before = this.warnings.length;
    while (this.warnings.length === before) await this.#change();
  }

  format(document: Document): Promise<readonly object[]> {
    if (this.#formatter === undefined) throw new Error("no formatter is registered");
    const token = { onCancellationRequested: () => {} };
    return this.#formatter.provideDocumentFormattingEdits(document, {}, token);
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #changed(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #interface(open: readonly Document[]): object {
    const on = (name: string) => (listener: Listener) => {
      this.#listeners.set(name, listener);
      return { dispose: () => this.#listeners.delete(name) };
    };
    const events = [...Object.values(EVENTS), "onDidChangeConfiguration"];
    return {
      Range: class implements Range {
        readonly start: Position;
        readonly end: Position;
        constructor(...places: readonly (number | Position)[]) {
          const [a = 0, b = 0, c = 0, d = 0] = places;
          this.start = typeof a === "number" ? { line: a, character: Number(b) } : a;
          this.end = typeof b === "number" ? { line: Number(c), character: Number(d) } : b;
        }
      },
      Diagnostic: class {
        constructor(
          readonly range: Range,
          readonly message: string,
          readonly severity: string,
        ) {}
      },
      DiagnosticSeverity: { Error: "Error", Warning: "Warning" },
      TextEdit: { replace: (range: Range, newText: string) => ({ range, newText }) },
      workspace: {
        textDocuments: open,
        getConfiguration: () => ({
          get: (name: string, otherwise: unknown) => this.settings[name] ?? otherwise,
        }),
        ...Object.fromEntries(events.map((name) => [name, on(name)])),
      },
      languages: {
        createDiagnosticCollection: () => ({
          set: (uri: Document["uri"], found: readonly unknown[]) => {
            const key = uri.toString();
            this.#diagnostics.set(key, found);
            this.#timesSet.set(key, (this.#timesSet.get(key) ?? 0) + 1);
            this.#changed();
          },
          delete: (uri: Document["uri"]) => this.#diagnostics.delete(uri.toString()),
          dispose: () => {},
        }),
        registerDocumentFormattingEditProvider: (_language: string, formatter: Formatter) => {
          this.#formatter = formatter;
          return { dispose: () => {} };
        },
      },
      window: {
        showWarningMessage: (message: string) => {
          this.warnings.push(message);
          this.#changed();
        },
      },
    };
  }
}
