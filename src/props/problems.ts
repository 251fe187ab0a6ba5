import { Construct } from 'constructs';
import { FieldProblem } from '../facts/kubernetes/field-problem';
import { formatValue } from './format-value';

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

  /** Whether there is a problem with a prop already. */
  mentions(prop: string): boolean {
    return this.lines.some((line) => line.prop === prop);
  }

  /**
   * Adds a problem. The remedy is one or two sentences: why it cannot be, and what to write instead.
   * A value that was not given is called missing; one that may be a secret is described.
   */
  add(prop: string, value: unknown, remedy: string): void {
    // A remedy may quote what is there, line breaks included.
    this.lines.push({ prop, text: `${prop}: ${formatValue(value, prop)}. ${remedy.replaceAll('\n', '\\n')}` });
  }

  /** Adds what is wrong with the fields of a prop. */
  addFields(prop: string, found: readonly FieldProblem[]): void {
    for (const { field, value, remedy } of found) this.add(field === '' ? prop : `${prop}.${field}`, value, remedy);
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
