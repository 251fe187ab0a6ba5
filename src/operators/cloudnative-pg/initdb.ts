import { Problems } from '../../props/problems';

/** How a new database is made, as `bootstrap.initdb` has it. */
export interface InitdbJson {
  readonly dataChecksums: boolean;
  readonly [field: string]: string | number | boolean;
}

/** Options of initdb that the operator has a field for: all others it would take only instead of these. */
const FIELDS: Readonly<Record<string, string>> = {
  encoding: 'encoding',
  locale: 'locale',
  'lc-collate': 'localeCollate',
  'lc-ctype': 'localeCType',
  'locale-provider': 'localeProvider',
  'icu-locale': 'icuLocale',
  'icu-rules': 'icuRules',
  'builtin-locale': 'builtinLocale',
  'wal-segsize': 'walSegmentSize',
};

/** Fields that belong to one provider of locales. */
const OF_PROVIDER: Readonly<Record<string, string>> = { icuLocale: 'icu', icuRules: 'icu', builtinLocale: 'builtin' };

/** Options of initdb, one word each, as fields of the operator. */
export function initdbOf(
  problems: Problems,
  at: string,
  { checksums, initdbArgs }: { readonly checksums: boolean; readonly initdbArgs: readonly string[] },
): InitdbJson {
  const fields: Record<string, string | number | boolean> = {};
  const places = new Map<string, string>();
  initdbArgs.forEach((word, index) => {
    const [, option = '', value = ''] = /^--([a-z-]+)=(.+)$/.exec(word) ?? [];
    const prop = `${at}[${index}]`;
    const field = Object.hasOwn(FIELDS, option) ? FIELDS[option] : undefined;
    if (field === undefined) {
      problems.add(
        prop,
        word,
        `The operator has a field for ${Object.keys(FIELDS).join(', ')} alone. Write one of them as --option=value, or leave it out.`,
      );
    } else if (places.has(field)) problems.add(prop, word, 'It is said twice. Say it once.');
    else if (field === 'walSegmentSize') {
      const size = Number(value);
      if (![1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024].includes(size)) {
        problems.add(prop, word, 'Give a power of two from 1 to 1024, in MB.');
      }
      fields[field] = size;
    } else fields[field] = value;
    if (field !== undefined) places.set(field, prop);
  });
  for (const [field, provider] of Object.entries(OF_PROVIDER)) {
    if (fields[field] === undefined || fields.localeProvider === provider) continue;
    problems.add(places.get(field)!, fields[field], `It belongs to --locale-provider=${provider}. Add that, or leave it out.`);
  }
  return { dataChecksums: checksums, ...fields };
}
