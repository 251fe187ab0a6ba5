import { CHANGE_RULES } from '../facts/data-changes';
import { VALUE_FIELDS } from '../facts/kubernetes/config-objects';
import { compareTexts } from '../util/compare-texts';
import { didYouMean } from '../util/did-you-mean';
import { append, groupBy } from '../util/group-by';
import { Acknowledgement, annotated, covers, hasReason, OwnAcknowledgement } from './acknowledgement';
import { RuleLevel } from './config';
import { asMap } from './cursor';
import { ACKNOWLEDGEMENT_WITHOUT_REASON, ENGINE_RULES, EngineRule, RULE_FAILED, UNUSED_ACKNOWLEDGEMENT } from './engine-rules';
import { AcknowledgedFinding, Finding, Level, LEVELS } from './finding';
import { operatorOwner } from './live';
import { Manifest } from './manifest';
import { ManifestSet } from './manifest-set';
import { SourceObject } from './object';
import { Discovery, Rule } from './rule';
import { RULES } from './rules';

export interface CheckOptions {
  /**
   * Whether the set is all that there is in the cluster, so that a claim, ConfigMap or Secret that is not in it does not exist.
   *
   * @default false
   */
  readonly complete?: boolean;

  /** Levels of rules other than their own, by id; `off` switches a rule off. */
  readonly levels?: Readonly<Record<string, RuleLevel>>;

  /** Called before each rule, with how many there are before it and in all. */
  readonly onRule?: (done: number, all: number) => void;

  /** Acknowledgements from code and from configuration files; those in annotations are found in the manifests. */
  readonly acknowledgements?: readonly Acknowledgement[];

  /**
   * The rules.
   *
   * @default - all
   */
  readonly rules?: readonly Rule[];
}

export interface CheckResult {
  /** Sorted by file, line and rule. */
  readonly findings: readonly Finding[];
  readonly acknowledged: readonly AcknowledgedFinding[];
  /** How many findings of each level there are, without the acknowledged ones. */
  readonly counts: Readonly<Record<Level, number>>;
}

/** Runs the rules over a set of manifests, or over several, each by itself; what is in several of them is told once. */
export function check(sets: ManifestSet | readonly ManifestSet[], options: CheckOptions = {}): CheckResult {
  return new Run(sets instanceof ManifestSet ? [sets] : sets, options).result();
}

type Path = ReadonlyArray<string | number>;

type Located = Finding & { line: number | undefined };

/** One acknowledgement, and whether a finding needed it. */
interface Entry {
  readonly acknowledgement: Acknowledgement | OwnAcknowledgement;
  used: boolean;
}

class Run {
  private readonly rules: readonly Rule[];
  private readonly levels: Readonly<Record<string, RuleLevel>>;
  /** Of code and configuration, by rule. */
  private readonly given = new Map<string, Entry[]>();
  /** In annotations, by object. */
  private readonly own = new Map<SourceObject, Entry[]>();
  /** What was told, by object; only where an object may be in several sets. */
  private shared?: ReadonlySet<Manifest>;
  private readonly told = new Map<Manifest, Set<string>>();
  /** Findings whose line is still to be found. */
  private readonly pending: Array<{ readonly finding: Located; readonly manifest: SourceObject; readonly path: Path }> = [];
  private readonly findings: Finding[] = [];
  private readonly acknowledged: AcknowledgedFinding[] = [];

  constructor(
    private readonly sets: readonly ManifestSet[],
    private readonly options: CheckOptions,
  ) {
    this.rules = options.rules ?? RULES;
    this.levels = options.levels ?? {};
  }

  result(): CheckResult {
    this.collectAcknowledgements();
    this.rules.forEach((rule, index) => {
      this.options.onRule?.(index, this.rules.length);
      this.runRule(rule);
    });
    this.reportUnused();
    this.findLines();
    this.findings.sort(compare);
    this.acknowledged.sort(compare);
    const counts = Object.fromEntries(LEVELS.map((level) => [level, this.findings.filter((finding) => finding.level === level).length]));
    return { findings: this.findings, acknowledged: this.acknowledged, counts: counts as Record<Level, number> };
  }

  private runRule(rule: Rule): void {
    const set = Object.hasOwn(this.levels, rule.id) ? this.levels[rule.id] : undefined;
    if (set === 'off') return;
    try {
      for (const manifests of this.sets) {
        for (const discovery of rule.check({ set: manifests, complete: this.options.complete === true })) {
          if (this.isNew(manifests, rule, discovery)) this.add(rule, asMade(discovery, discovery.level ?? rule.level), set);
        }
      }
    } catch (error) {
      this.addEngine(RULE_FAILED, {
        pointer: '',
        cause: `The rule ${rule.id} broke off: ${error instanceof Error ? error.message : String(error)}.`,
        remedy: `Please report it with the manifests; until it is mended, switch ${rule.id} off in the configuration.`,
      });
    }
  }

  /** Whether findings on an object come from several sets. */
  private isShared(manifest: Manifest): boolean {
    if (this.sets.length === 1) return false;
    if (this.shared === undefined) {
      const seen = new Set<Manifest>();
      this.shared = new Set(this.sets.flatMap((set) => set.manifests.filter((one) => set.owns(one) && (seen.has(one) || !seen.add(one)))));
    }
    return this.shared.has(manifest);
  }

  private isNew(set: ManifestSet, rule: Rule, { at, cause }: Discovery): boolean {
    const manifest = at.manifest as Manifest;
    if (!set.owns(manifest)) return false;
    if (!this.isShared(manifest)) return true;
    const told = this.told.get(manifest) ?? new Set();
    this.told.set(manifest, told);
    const key = `${rule.id} ${at.written.pointer} ${cause}`;
    if (told.has(key)) return false;
    told.add(key);
    return true;
  }

  private add(rule: Rule, { at, cause, remedy, level }: Required<Discovery>, set: Level | undefined): void {
    const { manifest, pointer, path } = at.written;
    const finding: Located = {
      rule: rule.id,
      level: set ?? level,
      ...placeOf(manifest),
      line: undefined,
      pointer,
      cause: onLine(withoutSecrets(cause, manifest)),
      remedy: onLine(withoutSecrets(remedy, manifest)),
    };
    const entry = this.acknowledging(finding, manifest);
    if (entry === undefined) {
      this.findings.push(finding);
      this.pending.push({ finding, manifest, path });
      return;
    }
    entry.used = true;
    const { reason, by } = entry.acknowledgement;
    const known = { ...finding, reason, by };
    this.acknowledged.push(known);
    this.pending.push({ finding: known, manifest, path });
  }

  /** The lines of all findings: file by file and object by object, since the text has to be read again for each. */
  private findLines(): void {
    for (const ofFile of groupBy(this.pending, ({ manifest }) => manifest.origin.file).values()) {
      for (const [{ origin }, list] of groupBy(ofFile, ({ manifest }) => manifest)) {
        for (const { finding, path } of list) finding.line = origin.lineOf?.(path);
      }
    }
  }

  private acknowledging(finding: Finding, manifest: SourceObject): Entry | undefined {
    const own = this.own.get(manifest)?.find(({ acknowledgement }) => acknowledgement.rule === finding.rule && hasReason(acknowledgement));
    return (
      own ?? this.given.get(finding.rule)?.find(({ acknowledgement }) => hasReason(acknowledgement) && covers(acknowledgement, finding))
    );
  }

  private collectAcknowledgements(): void {
    for (const acknowledgement of this.options.acknowledgements ?? []) {
      append(this.given, acknowledgement.rule, { acknowledgement, used: false });
    }
    for (const set of this.sets) for (const manifest of set.manifests) if (set.owns(manifest)) this.collectOwn(set, manifest);
  }

  private collectOwn(set: ManifestSet, manifest: Manifest): void {
    if (this.own.has(manifest)) return;
    const pod = set.podsOf(manifest);
    const ofPods = pod === undefined || pod.isBare ? undefined : pod.metadata.at('annotations').map;
    const list = annotated(manifest, Object.entries(ofPods ?? {}));
    if (list.length === 0) return;
    this.own.set(
      manifest,
      list.map((acknowledgement) => ({ acknowledgement, used: false })),
    );
  }

  private reportUnused(): void {
    const known = [...this.rules, ...ENGINE_RULES].map(({ id }) => id);
    for (const { acknowledgement, used } of [...[...this.given.values()].flat(), ...[...this.own.values()].flat()]) {
      const { rule, by } = acknowledgement;
      const place = this.placeOfAcknowledgement(acknowledgement);
      // Changes are acknowledged in the same places, and told by the plan.
      if (CHANGE_RULES.includes(rule)) continue;
      if (!known.includes(rule)) {
        this.addEngine(UNUSED_ACKNOWLEDGEMENT, {
          ...place,
          cause: `The acknowledgement in ${by} names ${rule}, and no rule is called so.`,
          remedy:
            didYouMean(rule, [...known, ...CHANGE_RULES]).trim() ||
            'Write the id of the rule as findings show it, or remove the acknowledgement.',
        });
      } else if (!hasReason(acknowledgement)) {
        this.addEngine(ACKNOWLEDGEMENT_WITHOUT_REASON, {
          ...place,
          cause: `The acknowledgement of ${rule} in ${by} gives no reason, so it acknowledges nothing.`,
          remedy: 'Say why it may stay, for whoever reads it next year.',
        });
      } else if (!used && this.levels[rule] !== 'off') {
        this.addEngine(UNUSED_ACKNOWLEDGEMENT, {
          ...place,
          cause: `The acknowledgement of ${rule} in ${by} has nothing to acknowledge.`,
          remedy: 'Remove it, or correct the object that it names: left in place, it would hide the next finding there.',
        });
      }
    }
  }

  private placeOfAcknowledgement(acknowledgement: Acknowledgement | OwnAcknowledgement): EnginePlace {
    if (!('manifest' in acknowledgement)) {
      const { file, line, constructPath } = acknowledgement;
      return { pointer: '', file, line, constructPath };
    }
    const { manifest } = acknowledgement;
    const { path, pointer } = manifest.root.at('metadata', 'annotations').written;
    return { ...placeOf(manifest), line: manifest.origin.lineOf?.(path), pointer };
  }

  private addEngine(rule: EngineRule, finding: EnginePlace & Pick<Finding, 'cause' | 'remedy'>): void {
    const level = this.levels[rule.id] ?? rule.level;
    if (level !== 'off') this.findings.push({ rule: rule.id, level, ...finding });
  }
}

/**
 * What is found on an object that an operator made: it is a level less, since whoever made it runs many of them so, and the remedy is
 * for the object that it was made for: what is changed here is changed back.
 */
function asMade(discovery: Discovery, level: Level): Required<Discovery> {
  const maker = operatorOwner(discovery.at.manifest as Manifest);
  if (maker === undefined) return { ...discovery, level };
  const remedy = `It is made for ${maker}, by an operator that undoes what is changed here. Ask for it there: ${discovery.remedy}`;
  return { ...discovery, level: level === 'error' ? 'warning' : 'info', remedy };
}

type EnginePlace = Pick<Finding, 'object' | 'pointer' | 'file' | 'line' | 'constructPath'>;

function placeOf({ apiVersion, kind, namespace, shownName, origin }: SourceObject) {
  const { file, constructPath } = origin;
  return { object: { apiVersion, kind, namespace, name: shownName }, file, constructPath };
}

/** A sentence about a Secret, without the values that it quotes: nobody may read them in a log. */
function withoutSecrets(sentence: string, { kind, body }: SourceObject): string {
  if (kind !== 'Secret') return sentence;
  const values = VALUE_FIELDS.Secret.flatMap((field) => Object.values(asMap(body[field]) ?? {})).map(String);
  return values.filter(({ length }) => length > 2).reduce((text, value) => text.replaceAll(value, '***'), sentence);
}

const LONGEST_SENTENCE = 600;

/** A sentence that quotes foreign text, on one line and of bounded length, so that it fits any log. */
function onLine(sentence: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what it is about
  const clean = sentence.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
  return clean.length > LONGEST_SENTENCE ? `${clean.slice(0, LONGEST_SENTENCE - 2)}….` : clean;
}

function compare(one: Finding, other: Finding): number {
  return (
    compareTexts(one.file ?? '', other.file ?? '') ||
    (one.line ?? 0) - (other.line ?? 0) ||
    compareTexts(one.constructPath ?? '', other.constructPath ?? '') ||
    compareTexts(one.rule, other.rule)
  );
}
