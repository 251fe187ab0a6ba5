import { Size } from 'cdk8s';
import { Construct } from 'constructs';
import { formatSize } from './sizes';

const LONGEST_VALUE = 80;

/**
 * The error that a construct throws when its props are wrong: one line for the construct, one for each problem.
 */
export class InvalidPropsError extends Error {
  constructor(
    message: string,
    /** The prop of each problem, in the order of the message. */
    readonly props: readonly string[],
  ) {
    super(message);
    this.name = 'InvalidPropsError';
  }
}

/**
 * Collects what is wrong with the props of one construct, so that all of it is reported at once.
 *
 * Props are checked before `super(scope, id)` is called: a construct with problems never becomes part of the tree.
 */
export class Problems {
  private readonly lines: Array<{ prop: string; text: string }> = [];

  constructor(
    private readonly kind: string,
    /** Written only when there is a problem: paths are made anew each time. */
    private readonly place: string | (() => string),
  ) {}

  /** The problems of a construct that does not exist yet. */
  static ofNew(kind: string, scope: Construct, id: string): Problems {
    return new Problems(kind, () => [scope.node.path, id].filter((part) => part !== '').join('/'));
  }

  /** The problems of a call on a construct that exists. */
  static of(kind: string, construct: Construct): Problems {
    return new Problems(kind, () => construct.node.path);
  }

  get count(): number {
    return this.lines.length;
  }

  /**
   * Adds a problem. The remedy is one or two sentences: why it cannot be, and what to write instead.
   * A value that was not given is called missing.
   */
  add(prop: string, value: unknown, remedy: string): void {
    // A remedy may quote what is there, line breaks included.
    this.lines.push({ prop, text: `${prop}: ${formatValue(value)}. ${remedy.replaceAll('\n', '\\n')}` });
  }

  /** Throws an InvalidPropsError when there is any problem. */
  throwIfAny(): void {
    if (this.count === 0) return;
    const count = this.count === 1 ? '1 problem' : `${this.count} problems`;
    const place = typeof this.place === 'string' ? this.place : this.place();
    const message = [`${this.kind} at ${place}: ${count}`, ...this.lines.map(({ text }) => `  ${text}`)].join('\n');
    throw new InvalidPropsError(
      message,
      this.lines.map(({ prop }) => prop),
    );
  }
}

/** A value as a person would write it, on one line and of bounded length. */
export function formatValue(value: unknown): string {
  const text = describe(value).replace(/\s+/g, ' ');
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return 'missing';
  if (value instanceof Size) return formatSize(value);
  if (value instanceof Construct) return value.node.path;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'number') return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    // Circular structures cannot be written out; their kind still helps to find them.
    return `a value of type ${Object.prototype.toString.call(value).slice(8, -1)}`;
  }
}
