import { seriesOf } from '../../facts/engines';
import { EngineFacts } from '../../facts/engines/engine-facts';
import { checkImage } from '../../props/check';
import { Problems } from '../../props/problems';
import { isObject, Unchecked } from '../../util/unchecked';

/** The version and image that an engine of a known kind is given. */
export interface VersionedImage {
  readonly series: string;
  readonly image: string;
}

/** Checks the version of a known engine, and its image where it is not the official one. */
export function checkVersion(
  problems: Problems,
  at: string,
  facts: EngineFacts,
  given: { readonly version?: unknown; readonly image?: unknown },
): VersionedImage | undefined {
  const known = facts.series.join(', ');
  const series = typeof given.version === 'string' ? seriesOf(facts, given.version) : undefined;
  if (series === undefined) {
    const example = `"${facts.series[facts.series.length - 1]}"`;
    const remedy =
      typeof given.version === 'string'
        ? `Only versions that are known to work are run: ${facts.title} ${known}. Use one of them, or DatabaseEngine.custom.`
        : `Give the version as a string, such as ${example}: one of ${known}, with or without what follows it in the image's tag.`;
    problems.add(`${at}.version`, given.version, remedy);
  }
  const image = given.image === undefined ? undefined : checkImage(problems, `${at}.image`, given.image);
  if (series === undefined || (given.image !== undefined && image === undefined)) return undefined;
  return { series, image: image ?? `${facts.image}:${given.version as string}` };
}

/** The options of an engine, once they are an object. */
export function checkOptions<Options>(
  problems: Problems,
  at: string,
  options: unknown,
  remedy = 'Give the options of the engine, such as { version: "18" }.',
): Unchecked<Options> | undefined {
  if (isObject(options)) return options;
  problems.add(at, options, remedy);
  return undefined;
}
