import { Cursor } from '../checks/cursor';
import { Finding, LEVELS } from '../checks/finding';
import { Manifest } from '../checks/manifest';
import { ManifestSet } from '../checks/manifest-set';
import { ObjectRef } from '../checks/object';
import { Input, readYaml } from '../checks/read-yaml';
import { check, CheckOptions, CheckResult } from '../checks/run';
import { setsOf } from '../checks/sets';
import { groupBy } from '../util/group-by';
import { isSame } from './change';
import { Unchangeable, unchangeable, whyNotThere } from './existing';
import { Planned, rewritten } from './rewrite';
import { fixOf } from './rules';
import { CannotWrite } from './yaml-text';

export interface FixRequest {
  readonly manifests: readonly Manifest[];
  readonly kustomizations?: Input['kustomizations'];
  /** The text of a file that manifests came from; throws CannotWrite where it must not be changed. */
  readonly textOf: (file: string) => string;
  readonly check: CheckOptions;
  /** The rules whose remedies are written; all that have one, unless given. */
  readonly rules?: readonly string[];
  readonly scratchLimit?: string;
}

export interface NotFixed {
  readonly finding: Finding;
  /** Why not, as a sentence. */
  readonly reason: string;
}

export interface FixResult {
  /** The new text of each file that changes. */
  readonly texts: ReadonlyMap<string, string>;
  readonly fixed: readonly Finding[];
  /** Findings whose remedy could have been written, but for the way in which the file is written. */
  readonly notFixed: readonly NotFixed[];
  /** What of the remedies no server takes where the object is in a cluster already. */
  readonly unchangeable: readonly Unchangeable[];
  /** What the checks find before and afterwards. */
  readonly before: CheckResult;
  readonly after: CheckResult;
}

/** Most times that what a remedy brings to light is mended as well. */
const MOST_ROUNDS = 4;

/** Everything as it is after some of the remedies. */
interface State {
  readonly manifests: readonly Manifest[];
  readonly texts: ReadonlyMap<string, string>;
  readonly result: CheckResult;
  /** The sets that an object belongs to, and is not just there for others. */
  readonly setsWith: ReadonlyMap<Manifest, readonly ManifestSet[]>;
  readonly byFile: ReadonlyMap<string | undefined, readonly Manifest[]>;
  /** By file, kind and name. */
  readonly places: ReadonlyMap<string, readonly Manifest[]>;
  readonly fixed: readonly Finding[];
}

/**
 * Writes the remedies of findings into the texts of their files. Everything is read and checked again: a remedy after which its finding is
 * still there, or another one has come, is taken back.
 */
export function fixManifests(request: FixRequest): FixResult {
  return new Fixer(request).run();
}

class Fixer {
  private readonly refused = new Map<string, NotFixed>();

  constructor(private readonly request: FixRequest) {}

  run(): FixResult {
    const start = this.look(this.request.manifests, new Map(), []);
    let state = start;
    // What could not have been applied before is in no cluster as it was.
    let meant = start;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const candidates = this.candidates(state);
      if (candidates.length === 0) break;
      state = this.absorb(state, candidates);
      if (state.fixed.every(({ rule }) => fixOf(rule)?.first === true)) meant = state;
    }
    return {
      texts: state.texts,
      fixed: state.fixed,
      notFixed: [...this.refused.values()],
      unchangeable: meant.manifests.flatMap((manifest, index) => {
        const { body } = state.manifests[index];
        return body === manifest.body ? [] : (unchangeable(manifest, body) ?? []);
      }),
      before: start.result,
      after: state.result,
    };
  }

  private look(manifests: readonly Manifest[], texts: ReadonlyMap<string, string>, fixed: readonly Finding[]): State {
    const { check: options, kustomizations } = this.request;
    const sets = setsOf({ manifests, kustomizations }, options.complete);
    const owners = sets.flatMap((set) => set.manifests.filter((manifest) => set.owns(manifest)).map((manifest) => ({ manifest, set })));
    const setsWith = new Map(
      [...groupBy(owners, ({ manifest }) => manifest)].map(([manifest, list]) => [manifest, list.map(({ set }) => set)]),
    );
    const places = groupBy(manifests, (manifest) => objectOf(manifest.origin.file, manifest));
    const byFile = groupBy(manifests, ({ origin }) => origin.file);
    return { manifests, texts, setsWith, byFile, places, fixed, result: check(sets, options) };
  }

  /** The findings that have a remedy which nobody has to decide on. */
  private candidates(state: State): string[] {
    const planned = this.planned(state).filter(({ finding }) => !this.refused.has(keyOf(finding)));
    const first = planned.filter(({ finding }) => fixOf(finding.rule)?.first === true);
    return [...new Set((first.length > 0 ? first : planned).map(({ finding }) => keyOf(finding)))];
  }

  private planned(state: State): Planned[] {
    const { rules, scratchLimit } = this.request;
    return state.result.findings.flatMap((finding) => {
      const fix = rules === undefined || rules.includes(finding.rule) ? fixOf(finding.rule) : undefined;
      const at = fix && placeOf(finding, state.places);
      if (fix === undefined || at === undefined) return [];
      const manifest = at.manifest as Manifest;
      const remedies = (state.setsWith.get(manifest) ?? []).map((set) => fix.changes(at, { set, scratchLimit }));
      const [changes] = remedies;
      // Where an object is in several applications, its remedy has to be the same in each.
      if (changes === undefined || changes.length === 0 || !remedies.every((other) => isSame(other, changes))) return [];
      const reason = whyNotThere(manifest, changes);
      if (reason !== undefined) {
        this.refuse(finding, new CannotWrite(reason));
        return [];
      }
      return [{ finding, manifest, changes }];
    });
  }

  /** Mends as many of the findings as can be mended, halving where something goes wrong. */
  private absorb(state: State, keys: readonly string[]): State {
    const outcome = this.attempt(state, keys);
    if (!(outcome instanceof CannotWrite)) return outcome;
    if (keys.length === 1) {
      const finding = state.result.findings.find((candidate) => keyOf(candidate) === keys[0]);
      if (finding !== undefined) this.refuse(finding, outcome);
      return state;
    }
    const middle = keys.length >> 1;
    return this.absorb(this.absorb(state, keys.slice(0, middle)), keys.slice(middle));
  }

  private attempt(state: State, keys: readonly string[]): State | CannotWrite {
    const wanted = new Set(keys);
    let now = state;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const written = this.write(
        now,
        this.planned(now).filter(({ finding }) => wanted.has(keyOf(finding))),
      );
      if (written instanceof CannotWrite) return written;
      now = written;
      const mended = new Set(now.fixed.slice(state.fixed.length).map(keyOf));
      if (now.result.findings.some((finding) => mended.has(keyOf(finding)))) {
        return new CannotWrite('What its rule says to write does not mend it here.');
      }
      const come = arrived(
        state.result.findings.filter((finding) => !mended.has(keyOf(finding))),
        now.result.findings,
      );
      if (come.length === 0) return now;
      // What was hidden behind a mistake may have a remedy of its own.
      const more = this.planned(now).filter(({ finding }) => come.includes(finding) && !this.refused.has(keyOf(finding)));
      if (more.length < come.length) return new CannotWrite(`Mended, it would be found by ${come[0].rule}: ${come[0].cause}`);
      for (const { finding } of more) wanted.add(keyOf(finding));
    }
    return new CannotWrite('Each remedy brings another finding.');
  }

  /** Writes what is planned into the files. What cannot be written is left, with the reason. */
  private write(state: State, planned: readonly Planned[]): State | CannotWrite {
    const byFile = groupBy(planned, ({ finding }) => finding.file!);
    const texts = new Map(state.texts);
    const fixed = [...state.fixed];
    const replaced = new Map<Manifest, Manifest>();
    for (const [file, plans] of byFile) {
      try {
        const old = texts.get(file) ?? this.request.textOf(file);
        const own = state.byFile.get(file) ?? [];
        const { text, bodies, failed } = rewritten(old, own, plans);
        for (const [plan, error] of failed) this.refuse(plan.finding, error);
        const done = plans.filter((plan) => !failed.has(plan));
        if (done.length === 0) continue;
        const read = readYaml(text, file).manifests;
        texts.set(file, text);
        own.forEach((manifest, index) => {
          replaced.set(manifest, new Manifest(bodies[index], { ...manifest.origin, lineOf: (path) => read[index].origin.lineOf?.(path) }));
        });
        fixed.push(...done.map(({ finding }) => finding));
      } catch (error) {
        if (!(error instanceof CannotWrite)) throw error;
        if (byFile.size > 1 || plans.length > 1) return error;
        this.refuse(plans[0].finding, error);
      }
    }
    return this.look(
      state.manifests.map((manifest) => replaced.get(manifest) ?? manifest),
      texts,
      fixed,
    );
  }

  private refuse(finding: Finding, { message }: CannotWrite): void {
    this.refused.set(keyOf(finding), { finding, reason: message });
  }
}

/** What a finding is known by while lines move. */
function keyOf(finding: Finding): string {
  return JSON.stringify([groupOf(finding), finding.pointer]);
}

function groupOf({ rule, file, object }: Finding): string {
  return `${rule} ${objectOf(file, object)}`;
}

function objectOf(file: string | undefined, object: ObjectRef | undefined): string {
  return JSON.stringify([file, object?.apiVersion, object?.kind, object?.namespace, object?.name]);
}

/** The findings that were not there before, in their object and at their level or a worse one. */
function arrived(before: readonly Finding[], after: readonly Finding[]): Finding[] {
  const known = groupBy(before, groupOf);
  return [...groupBy(after, groupOf)].flatMap(([group, findings]) => {
    const left = [...(known.get(group) ?? [])];
    const take = (fits: (old: Finding) => boolean): boolean => {
      const index = left.findIndex(fits);
      if (index >= 0) left.splice(index, 1);
      return index >= 0;
    };
    const isAsBad = (old: Finding, now: Finding) => LEVELS.indexOf(old.level) <= LEVELS.indexOf(now.level);
    const moved = findings.filter((now) => !take((old) => old.pointer === now.pointer && isAsBad(old, now)));
    return moved.filter((now) => !take((old) => isAsBad(old, now)));
  });
}

/** The place of a finding; undefined where it is not known in which object it is, or from which file that came. */
function placeOf({ object, file, line, pointer }: Finding, places: ReadonlyMap<string, readonly Manifest[]>): Cursor | undefined {
  if (object === undefined || file === undefined) return undefined;
  for (const manifest of places.get(objectOf(file, object)) ?? []) {
    const at = cursorAt(manifest, pointer);
    if (manifest.origin.lineOf?.(at.path) === line) return at;
  }
  return undefined;
}

function cursorAt({ root }: Manifest, pointer: string): Cursor {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replace(/~1/g, '/').replace(/~0/g, '~'))
    .reduce((cursor, key) => cursor.at(Array.isArray(cursor.value) ? Number(key) : key), root);
}
