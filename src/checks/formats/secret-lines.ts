import { VALUE_FIELDS } from '../../facts/kubernetes/config-objects';
import { Cursor } from '../cursor';
import { Finding } from '../finding';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { groupBy } from '../../util/group-by';
import { ruleOf } from '../rules';

const MASK = '***';

/** The annotation in which kubectl keeps the whole object, a Secret's values with it. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The rule that finds credentials outside of Secrets; whether it is switched off does not matter here. */
const CREDENTIALS = 'literal-credential';

/** A key with its colon. */
const KEY = /^\s*(?:- )?[\w.-]+:(?=\s)/;

interface Masked {
  /** Lines of which the key is shown, which are those where an entry begins. */
  readonly keys: ReadonlySet<number>;
  readonly ranges: ReadonlyArray<readonly [first: number, last: number]>;
}

/** Which lines of files hold values of Secrets or credentials, so that an excerpt leaves them out. Files without findings are not asked. */
export class SecretLines {
  private readonly byFile: ReadonlyMap<string | undefined, readonly Manifest[]>;
  private readonly masked = new Map<string, Masked>();

  constructor(manifests: readonly Manifest[], findings: ReadonlyArray<Pick<Finding, 'file'>>) {
    const files = new Set(findings.map(({ file }) => file));
    this.byFile = groupBy(
      manifests.filter(({ origin }) => origin.file !== undefined && files.has(origin.file)),
      ({ origin }) => origin.file,
    );
  }

  /** A line as it may be shown. */
  mask(file: string, number: number, lines: readonly string[]): string {
    const text = lines[number - 1];
    const { keys, ranges } = this.maskedIn(file);
    if (!ranges.some(([first, last]) => number >= first && number <= endWithComments(last, lines))) return text;
    const key = keys.has(number) ? KEY.exec(text)?.[0] : undefined;
    return key === undefined ? `${/^\s*/.exec(text)![0]}${MASK}` : `${key} ${MASK}`;
  }

  private maskedIn(file: string): Masked {
    const known = this.masked.get(file);
    if (known !== undefined) return known;
    const places = secretsIn(this.byFile.get(file) ?? []);
    const found: Masked = {
      keys: new Set(places.flatMap(({ manifest, path }) => manifest.origin.lineOf?.(path) ?? [])),
      ranges: places.flatMap(({ manifest, path }) => {
        const lines = manifest.origin.linesOf?.(path);
        return lines === undefined ? [] : [lines];
      }),
    };
    this.masked.set(file, found);
    return found;
  }
}

/** Comments behind a value may tell what it says, or what it said. */
function endWithComments(last: number, lines: readonly string[]): number {
  let end = last;
  while (end < lines.length && /^\s*(#|$)/.test(lines[end])) end += 1;
  return end;
}

function secretsIn(manifests: readonly Manifest[]): Cursor[] {
  const inSecrets = manifests
    .filter(({ kind }) => kind === 'Secret')
    .flatMap(({ root }) => VALUE_FIELDS.Secret.flatMap((field) => [root.at(field), ...root.at(field).entries.map(([, at]) => at)]));
  const copies = manifests.map(({ root }) => root.at('metadata', 'annotations', LAST_APPLIED));
  const credentials = [...ruleOf(CREDENTIALS)!.check({ set: new ManifestSet(manifests), complete: false })].map(({ at }) => around(at));
  return [...inSecrets, ...copies, ...credentials].filter((at) => at.exists);
}

/** One credential among words of a command is reported; others may stand beside it. */
function around(at: Cursor): Cursor {
  const { path, manifest } = at;
  return typeof path.at(-1) === 'number' ? new Cursor(manifest, manifest.body).at(...path.slice(0, -1)) : at;
}
