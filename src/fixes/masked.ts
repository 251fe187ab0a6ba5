import { isScalar } from 'yaml';
import { Cursor } from '../checks/cursor';
import { Manifest } from '../checks/manifest';
import { ManifestSet } from '../checks/manifest-set';
import { ruleOf } from '../checks/rules';
import { CannotWrite, YamlText } from './yaml-text';

const MASK = '***';

/** The rule that finds credentials outside of Secrets; whether it is switched off does not matter here. */
const CREDENTIALS = 'literal-credential';

type Range = readonly [start: number, end: number];

/** The annotation in which kubectl keeps the whole object, a Secret's values with it. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The lines of a text for people to see: nothing of what stands in Secrets, or what looks like a credential elsewhere. */
export function maskedLines(text: string, manifests: readonly Manifest[]): string[] {
  const lines = text.split('\n');
  const ranges = secretRanges(text, manifests);
  let start = 0;
  return lines.map((line) => {
    const end = start + line.length;
    const shown = ranges
      .filter(([from, to]) => from < end && to > start)
      .reduce((masked, range) => maskLine(masked, line, range, start), line);
    start = end + 1;
    return shown;
  });
}

function maskLine(masked: string, line: string, [from, to]: Range, lineStart: number): string {
  const first = Math.max(0, from - lineStart);
  const last = to - lineStart;
  const indent = /^\s*/.exec(line)![0];
  // Several on one line hide all that is between them.
  const before = masked.includes(MASK) ? masked.slice(0, masked.indexOf(MASK)) : line.slice(0, Math.max(first, indent.length));
  const rest = last >= line.length || masked.includes(MASK) ? '' : line.slice(last);
  return `${before}${before.endsWith(':') ? ' ' : ''}${MASK}${rest}`;
}

function secretRanges(text: string, manifests: readonly Manifest[]): Range[] {
  try {
    const places = new YamlText(text);
    return secretPlaces(manifests).map((at) => {
      const { node, pair, missing } = places.reach(places.objectOf(at.manifest as Manifest, manifests), at.path);
      if (missing.length > 0) throw new CannotWrite('It is not there.');
      // Comments before and behind it may tell what it says, or what it said.
      const start = isScalar(pair?.key) ? places.rangeOf(pair.key)[1] + 1 : places.rangeOf(node)[0];
      return [start, places.endWithComments(node)] as const;
    });
  } catch (error) {
    if (!(error instanceof CannotWrite)) throw error;
    // Where they are behind an alias, all of the text may be one.
    return [[0, text.length]];
  }
}

function secretPlaces(manifests: readonly Manifest[]): Cursor[] {
  const inSecrets = manifests
    .filter(({ kind }) => kind === 'Secret')
    .flatMap(({ root }) => [root.at('data'), root.at('stringData'), root.at('metadata', 'annotations', LAST_APPLIED)]);
  const credentials = [...ruleOf(CREDENTIALS)!.check({ set: new ManifestSet(manifests), complete: false })].map(({ at }) => around(at));
  const copies = manifests.map(({ root }) => root.at('metadata', 'annotations', LAST_APPLIED));
  return [...inSecrets, ...credentials, ...copies].filter((at) => at.exists);
}

/** One credential among words of a command is reported; others may stand beside it. */
function around(at: Cursor): Cursor {
  const { path, manifest } = at;
  const isWord = typeof path.at(-1) === 'number';
  return isWord ? new Cursor(manifest, manifest.body).at(...path.slice(0, -1)) : at;
}
