import { CrashSetting, ServerSettings, ToldSetting } from './server-settings';
import { PlacedSetting } from './told';

/** The rule that finds them. */
export const COMMITS_NOT_ON_DISK = 'commits-not-on-disk';

/** A setting that costs data in a crash, where it is said last. */
export interface CrashRisk<P> {
  readonly setting: CrashSetting;
  readonly told: PlacedSetting<P>;
}

/** What of all that a server is told costs data in a crash: of each setting, what is said last counts. */
export function crashRisks<P>(
  { crash }: Pick<ServerSettings, 'crash'>,
  told: ReadonlyArray<PlacedSetting<P>>,
  version?: string,
): Array<CrashRisk<P>> {
  return crash.flatMap((setting) => {
    const last = lastOf(told, (name) => isCalled(setting, name));
    if (last === undefined || !setting.values.test(last.value) || isOver(setting, version)) return [];
    const is = (condition: CrashSetting['only']) => {
      const other = condition && lastOf(told, (name) => name === condition.name);
      return other !== undefined && condition!.values.test(other.value);
    };
    if ((setting.only !== undefined && !is(setting.only)) || is(setting.unless)) return [];
    return [{ setting, told: last }];
  });
}

/** What to do about a setting: a sentence. */
export const remedyOf = ({ harm }: CrashSetting): string =>
  harm === 'loses' ? 'Leave it out, unless the last of what was committed may be lost.' : 'Leave it out.';

function lastOf<T extends ToldSetting>(told: readonly T[], isIt: (name: string) => boolean): T | undefined {
  return told.filter(({ name }) => isIt(name)).at(-1);
}

function isCalled({ name, shortest = name }: CrashSetting, told: string): boolean {
  return told === name || (told.length >= shortest.length && name.startsWith(told));
}

/** Whether a version refuses the setting by itself. */
function isOver({ until }: CrashSetting, version: string | undefined): boolean {
  const [, major, minor = '0'] = /^v?([0-9]+)(?:\.([0-9]+))?/.exec(version ?? '') ?? [];
  if (until === undefined || major === undefined) return false;
  return Number(major) > until[0] || (Number(major) === until[0] && Number(minor) >= until[1]);
}
