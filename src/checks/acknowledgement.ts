import { ACKNOWLEDGE_PREFIX } from '../facts/acknowledgements';
import { matchesName } from '../util/glob';
import { Finding } from './finding';
import { Manifest } from './manifest';
import { ObjectRef } from './object';

/**
 * Somebody has looked at what a rule finds in a place, and says why it may stay.
 *
 * It covers the findings of its rule on the object that it names, or on all objects of a construct and of what is below it.
 */
export interface Acknowledgement {
  readonly rule: string;
  readonly reason: string;
  /** The objects that it is for; what is left out matches any, and `*` in the name stands for any characters. */
  readonly object?: ObjectPattern;
  /** The construct that it is for, with all below it. */
  readonly constructPath?: string;
  /** Where it stands, for people. */
  readonly by: string;
  /** The file and line where it stands, where it does in one. */
  readonly file?: string;
  readonly line?: number;
}

export interface ObjectPattern {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** The acknowledgements in the annotations of an object and of its Pods. */
export function annotated(manifest: Manifest, podAnnotations: ReadonlyArray<readonly [string, unknown]>): OwnAcknowledgement[] {
  const own = Object.entries(manifest.root.at('metadata', 'annotations').map ?? {});
  return [...own, ...podAnnotations]
    .filter(([key]) => key.startsWith(ACKNOWLEDGE_PREFIX))
    .map(([key, value]) => ({
      rule: key.slice(ACKNOWLEDGE_PREFIX.length),
      reason: typeof value === 'string' ? value : '',
      by: `annotation of ${manifest.toString()}`,
      manifest,
    }));
}

/** An acknowledgement that stands on the very object. */
export interface OwnAcknowledgement extends Acknowledgement {
  readonly manifest: Manifest;
}

export function hasReason({ reason }: Acknowledgement): boolean {
  return typeof reason === 'string' && reason.trim() !== '';
}

/** Whether an acknowledgement is for a place. An object pattern and a construct path both have to fit, where both are given. */
export function covers(acknowledgement: Acknowledgement, finding: Pick<Finding, 'object' | 'constructPath'>): boolean {
  const { object, constructPath } = acknowledgement;
  if (object === undefined && constructPath === undefined) return false;
  if (constructPath !== undefined && !isWithin(finding.constructPath, constructPath)) return false;
  return object === undefined || (finding.object !== undefined && fits(object, finding.object));
}

function isWithin(path: string | undefined, ancestor: string): boolean {
  return path !== undefined && (ancestor === '' || path === ancestor || path.startsWith(`${ancestor}/`));
}

function fits(pattern: ObjectPattern, object: ObjectRef): boolean {
  return (
    (['apiVersion', 'kind', 'namespace'] as const).every((key) => pattern[key] === undefined || pattern[key] === object[key]) &&
    (pattern.name === undefined || matchesName(pattern.name, object.name))
  );
}
