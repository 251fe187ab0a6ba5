import { DATABASES } from '../engines';
import { knownOf, parseImage } from '../kubernetes/images';
import { APPLICATIONS } from './applications';
import { COMMUNICATION } from './communication';
import { CONTENT } from './content';
import { DELIVERY } from './delivery';
import { HOME } from './home';
import { DataLayout, ImageFacts, ProgramFacts } from './program-facts';
import { OBJECT_STORES } from './object-stores';
import { QUEUES } from './queues';
import { STORES } from './stores';
import { TELEMETRY } from './telemetry';

/** Every program of which it is known what it keeps on disk, databases included. */
export const PROGRAMS: readonly ProgramFacts[] = [
  ...DATABASES,
  ...STORES,
  ...OBJECT_STORES,
  ...QUEUES,
  ...TELEMETRY,
  ...APPLICATIONS,
  ...DELIVERY,
  ...CONTENT,
  ...COMMUNICATION,
  ...HOME,
];

/** A program, and the images of one builder of it. */
export interface KnownImage {
  readonly facts: ProgramFacts;
  readonly image: ImageFacts;
}

const BY_REPOSITORY: ReadonlyMap<string, KnownImage> = new Map(
  PROGRAMS.flatMap((facts) => facts.images.flatMap((image) => image.repositories.map((name) => [name, { facts, image }] as const))),
);

/** The program that an image is, by its repository with or without a registry; undefined where it is none that is known. */
export function programOfRepository(repository: string): KnownImage | undefined {
  return knownOf(BY_REPOSITORY, repository);
}

/** The major version that a tag names; undefined where it names none. */
export function majorOf({ version = LEADING_NUMBER }: ImageFacts, tag: string | undefined): number | undefined {
  const digits = tag === undefined ? undefined : version.exec(tag)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** `17.6`, `v3.5.0`, `RELEASE.2025-07-23`; a commit such as `4f2a9c1` is no version. */
const LEADING_NUMBER = /^(?:[a-z]+[.-])?v?([0-9]+)(?![0-9a-f]*[a-f][0-9a-f]*$)(?![0-9])/i;

/** Where an image of a tag keeps its data: one place, or several that it may be where the version cannot be read. */
export function layoutsOf(image: ImageFacts, tag?: string): readonly DataLayout[] {
  const { layouts } = image;
  const flavoured = layouts.find(({ tags }) => tag !== undefined && tags?.test(tag) === true);
  if (flavoured !== undefined) return [flavoured];
  const plain = layouts.filter(({ tags }) => tags === undefined);
  const major = majorOf(image, tag);
  if (major === undefined) return plain;
  return [plain.find(({ since }) => since === undefined || major >= since) ?? plain[plain.length - 1]];
}

/** The user that an image is made for, where it is known and not root. */
export function userOfImage(image: string): number | undefined {
  const { repository, tag } = parseImage(image) ?? {};
  const known = repository === undefined ? undefined : programOfRepository(repository);
  if (known === undefined) return undefined;
  const users = layoutsOf(known.image, tag).map(({ user }) => user ?? known.image.user ?? 0);
  // Where the version cannot be read, and versions differ, it is not known.
  return users.every((user) => user === users[0]) && users[0] > 0 ? users[0] : undefined;
}
