import { seriesOf } from '../../facts/engines';
import { EngineFacts } from '../../facts/engines/engine-facts';
import { parseImage } from '../../facts/kubernetes/images';
import { majorOf, programOfRepository } from '../../facts/programs';
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
  if (series !== undefined && image !== undefined) checkAgreement(problems, `${at}.image`, facts, given.version as string, image);
  if (series === undefined || (given.image !== undefined && image === undefined)) return undefined;
  return { series, image: image ?? `${facts.image}:${given.version as string}` };
}

/** Reports an image of another engine or version than is said, as far as its name tells. */
function checkAgreement(problems: Problems, prop: string, facts: EngineFacts, version: string, image: string): void {
  const { repository, tag } = parseImage(image)!;
  const known = programOfRepository(repository);
  if (known !== undefined && known.facts !== facts) {
    problems.add(prop, image, `It is an image of ${known.facts.title}, not of ${facts.title}. Use one that is built on ${facts.image}.`);
    return;
  }
  // A mirror keeps the name of what it mirrors, and its tags.
  const isOfficial = repository.split('/').pop() === facts.image;
  const written = isOfficial ? /^[0-9]+(?:\.[0-9]+)*/.exec(tag ?? '')?.[0] : known && majorOf(known.image, tag)?.toString();
  const [said, told] = [version, written ?? ''].map((text) => text.split(/[.-]/).filter((part) => /^[0-9]+$/.test(part)));
  if (told.some((part, index) => said[index] !== undefined && said[index] !== part)) {
    problems.add(prop, image, `The version is said to be ${version}. Say the one that the image has, or use an image of ${version}.`);
  }
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
