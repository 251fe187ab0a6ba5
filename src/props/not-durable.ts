import { ACKNOWLEDGE_PREFIX, reasonsText } from '../facts/acknowledgements';
import { COMMITS_NOT_ON_DISK, CrashRisk } from '../facts/settings/crash-risks';
import { ServerSettings } from '../facts/settings/server-settings';
import { isMap } from '../util/unchecked';
import { checkReason } from './check';
import { Problems } from './problems';

/** The prop that says a setting, and the object that it goes into. */
export interface SettingPlace {
  readonly prop: string;
  readonly object: 'pods' | 'configuration';
}

/**
 * Settings that cost data in a crash, and are wanted by the user's word: their names, each with a reason. The reasons go into the
 * manifest, where the rule `commits-not-on-disk` reads them too.
 */
export class NotDurable {
  private readonly reasons: ReadonlyMap<string, unknown>;
  private readonly present = new Map<string, SettingPlace['object']>();

  constructor(
    private readonly problems: Problems,
    private readonly prop: string,
    private readonly given: unknown,
  ) {
    this.reasons = new Map(isMap(given) ? Object.entries(given) : []);
  }

  /** Reports settings for which there is no reason. */
  report({ syntax }: ServerSettings, risks: ReadonlyArray<CrashRisk<SettingPlace>>): void {
    for (const { setting, told } of risks) {
      const { name, why } = setting;
      this.present.set(name, told.place.object);
      if (this.reasons.has(name)) continue;
      const excuse = `Leave it out, or say in ${this.prop} why that may be: { ${JSON.stringify(name)}: "..." }.`;
      this.problems.add(told.place.prop, syntax.written(name, told.value), `${why} ${excuse}`);
    }
  }

  /** Reports what is wrong with the reasons, names of nothing too: to be called when all settings have been looked at. */
  check(): void {
    if (this.given !== undefined && !isMap(this.given)) {
      this.problems.add(this.prop, this.given, 'Give an object of names of settings, and the reasons why what they cost may be lost.');
    }
    for (const [name, reason] of this.reasons) {
      const at = `${this.prop}[${JSON.stringify(name)}]`;
      checkReason(this.problems, at, reason, 'Say in words why what it costs may be lost.');
      if (this.present.has(name)) continue;
      this.problems.add(at, reason, 'No setting of this name costs data in a crash here. Remove it, so that it excuses nothing later.');
    }
  }

  /** The annotation of an object with the reasons for its settings; empty where there are none. To be asked once all is checked. */
  annotation(object: SettingPlace['object']): Record<string, string> {
    const own = [...this.reasons].filter(([name]) => this.present.get(name) === object);
    if (own.length === 0) return {};
    return { [`${ACKNOWLEDGE_PREFIX}${COMMITS_NOT_ON_DISK}`]: reasonsText(Object.fromEntries(own) as Record<string, string>) };
  }
}
