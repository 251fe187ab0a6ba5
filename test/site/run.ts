import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join, resolve } from 'node:path';
import { endFor, readArguments } from '../wrong-arguments';
import { readLinks, Site } from './pages';
import { Reader, SCHEMES, SCREENS } from './reader';
import { serve } from './server';

/*
 * Follows all links of the built site, and reads it in Chromium, light and dark: search finds a rule and a prop, by mouse and by keys; a language is chosen;
 * no page is wider than its screen, and wide tables move by themselves; texts stand out from what is behind them; nothing is asked of the rest of the world.
 *
 *   tsx test/site/run.ts [--if-available] [--pictures=DIRECTORY]
 *
 * The browser is the one of CHROMIUM, or on the PATH; with --if-available it may be missing, and only the links are followed.
 */

const root = resolve(__dirname, '../..');
const USAGE = 'Called as "npm run test:site -- [--if-available] [--pictures=DIRECTORY]".';

function findBrowser(): string | undefined {
  const { CHROMIUM, PATH = '' } = process.env;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'chrome'];
  const candidates = [
    ...(CHROMIUM === undefined ? [] : [CHROMIUM]),
    ...PATH.split(delimiter).flatMap((place) => names.map((name) => join(place, name))),
  ];
  return candidates.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

async function read(site: Site, program: string, pictures?: string): Promise<string[]> {
  const { origin, server } = await serve(site);

  const { chromium } = createRequire(join(root, 'site', 'package.json'))('playwright-core');
  // Root of a container has no other sandbox than the container.
  const browser = await chromium.launch({ executablePath: program, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
  try {
    const reader = new Reader(browser, `${origin}${site.base}`, pictures);
    for (const screen of Object.keys(SCREENS) as Array<keyof typeof SCREENS>) {
      for (const scheme of SCHEMES) {
        await reader.look(screen, scheme);
        await reader.findByKeys(screen, scheme);
      }
      await reader.find(screen, 'rwo-with-rolling-update', /\/rules\/rwo-with-rolling-update/);
      await reader.find(screen, 'terminationGracePeriod', /\/api\/\w+#props-terminationGracePeriod/);
      await reader.chooseLanguage(screen);
    }
    for (const path of ['comparison', 'storage-map', 'troubleshooting']) await reader.moveTables(path);
    await reader.chooseScheme();
    // What Python calls otherwise is found by that name too.
    await reader.find('desktop', 'volume_attributes_class_name', /\/api\/\w+#props-volumeAttributesClassName/);
    return reader.wrong;
  } finally {
    await browser.close();
    server.close();
  }
}

async function main(): Promise<boolean> {
  const { values } = readArguments(USAGE, { options: { 'if-available': { type: 'boolean' }, pictures: { type: 'string' } } });
  const { home } = JSON.parse(readFileSync(join(root, 'site', 'pages', 'site.json'), 'utf8')) as { readonly home: string };
  const site = { directory: join(root, 'dist', 'site'), base: `/${new URL(home).pathname.split('/')[2]}/` };
  if (!existsSync(join(site.directory, 'index.html'))) throw new Error('There is no dist/site, which "npm run site" writes.');
  const { links, pages, wrong } = readLinks(site);
  process.stdout.write(`${pages} pages with ${links} links\n`);
  const program = findBrowser();
  const found = [...wrong];
  let passed = true;
  if (program === undefined) {
    process.stderr.write('There is no Chromium, which is searched on the PATH and in CHROMIUM: the site was not read in a browser.\n');
    passed = values['if-available'] === true;
  } else {
    found.push(...(await read(site, program, values.pictures)));
    process.stdout.write('read in a browser, on a desktop and on a phone, light and dark\n');
  }
  for (const text of found) process.stdout.write(`${text}\n`);
  return passed && found.length === 0;
}

main().then((passed) => {
  process.exitCode = passed ? 0 : 1;
}, endFor);
