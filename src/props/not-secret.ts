import { NOT_SECRET, notSecretText } from '../facts/credentials';
import { isMap } from '../util/unchecked';
import { checkReason } from './check';
import { described } from './format-value';
import { Problems } from './problems';

/**
 * What looks like a secret and is none by the user's word: names of variables or files, each with a reason. The reasons go into the
 * manifest, where the rule `literal-credential` reads them too.
 */
export class NotSecret {
  private readonly reasons: ReadonlyMap<string, unknown>;
  private readonly present = new Set<string>();

  constructor(
    private readonly problems: Problems,
    private readonly prop: string,
    private readonly given: unknown,
  ) {
    this.reasons = new Map(isMap(given) ? Object.entries(given) : []);
  }

  /** Reports a secret that is there under a name, unless it is said to be none; never the secret itself. */
  report(prop: string, name: string, why: string | undefined, remedy: string): void {
    this.present.add(name);
    if (why === undefined || this.reasons.has(name)) return;
    const excuse = `If it is none, say why in ${this.prop}: { ${JSON.stringify(name)}: "..." }.`;
    this.problems.add(prop, described('a literal'), `${why}, and whoever reads the manifest would read it. ${remedy} ${excuse}`);
  }

  /** Reports what is wrong with it, names of nothing too: to be called when all that is there has been looked at. */
  check(): void {
    if (this.given !== undefined && !isMap(this.given)) {
      this.problems.add(this.prop, this.given, 'Give an object of names and the reasons why they are no secrets.');
    }
    for (const [name, reason] of this.reasons) {
      const at = `${this.prop}[${JSON.stringify(name)}]`;
      checkReason(this.problems, at, reason, 'Say in words why it is no secret.');
      if (this.present.has(name)) continue;
      this.problems.add(at, reason, 'There is nothing of this name. Remove it, so that it excuses nothing later.');
    }
  }
}

/** The annotation of an object, or of Pods, with reasons that have been checked; empty where there are none. */
export function notSecretAnnotation(reasons: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return reasons === undefined || Object.keys(reasons).length === 0 ? {} : { [NOT_SECRET]: notSecretText(reasons) };
}
