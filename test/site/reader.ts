import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/*
 * Reads the site as people do: on a desktop and on a phone, by search, by tabs and by what they see.
 */

/** A page of each kind. */
const KINDS: Readonly<Record<string, string>> = {
  home: '',
  contents: 'documentation',
  tutorial: 'tutorials/database',
  'how-to': 'stateful-database',
  'wide table': 'storage-map',
  rules: 'rules/',
  rule: 'rules/rwo-with-rolling-update',
  'command line': 'command-line',
  'update rules': 'update-rules',
  explanation: 'what-survives',
  api: 'api/',
  construct: 'api/StatefulDatabase',
  class: 'api/StorageDriver',
  options: 'api/ClaimOptions',
  words: 'api/MountAccess',
  contributing: 'contributing',
  changelog: 'changelog',
};

const ANSWERS = '.VPLocalSearchBox .results a';

export const SCREENS = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } } as const;
type Screen = keyof typeof SCREENS;

/** What the browser gives: its types are in a package of the site, which need not be installed where sources are looked at. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Remote = any;

export class Reader {
  readonly wrong: string[] = [];

  constructor(
    private readonly browser: Remote,
    private readonly root: string,
  ) {}

  /** A page that complains of what it asks the rest of the world for, and of errors. */
  private async open(screen: Screen): Promise<Remote> {
    const context = await this.browser.newContext({
      viewport: SCREENS[screen],
      isMobile: screen === 'phone',
      hasTouch: screen === 'phone',
    });
    const page = await context.newPage();
    const { origin } = new URL(this.root);
    await page.route('**', (route: Remote) => {
      const url = route.request().url() as string;
      if (url.startsWith(origin) || /^(data|blob):/.test(url)) return route.continue();
      this.wrong.push(`${page.url()} asks for ${url}`);
      return route.abort();
    });
    page.on('pageerror', (error: Error) => this.wrong.push(`${page.url()}: ${error.message}`));
    page.on('console', (message: Remote) => {
      if (message.type() === 'error') this.wrong.push(`${page.url()}: ${message.text()}`);
    });
    return page;
  }

  /** Looks at a page of each kind: that it has a title, and is no wider than the screen. */
  async look(screen: Screen, pictures?: string): Promise<void> {
    const page = await this.open(screen);
    for (const [kind, path] of Object.entries(KINDS)) {
      await page.goto(`${this.root}${path}`, { waitUntil: 'load' });
      await page.locator('h1').first().waitFor();
      const wide = (await page.evaluate('document.scrollingElement.scrollWidth - window.innerWidth')) as number;
      if (wide > 0) this.wrong.push(`${kind} (${path}) is ${wide} pixels wider than the ${screen}`);
      if (pictures !== undefined) {
        mkdirSync(pictures, { recursive: true });
        await page.screenshot({ path: join(pictures, `${kind.replaceAll(' ', '-')}-${screen}.png`) });
      }
    }
    await page.context().close();
  }

  /** Searches for words, and goes where the first answer with this address leads. */
  async find(screen: Screen, words: string, address: RegExp): Promise<void> {
    const page = await this.open(screen);
    await page.goto(this.root);
    await page.locator('.VPNavBarSearch button').first().click();
    await page.locator('input.search-input').fill(words);
    const answers = page.locator(ANSWERS);
    await answers.first().waitFor();
    const addresses = (await page.evaluate(`[...document.querySelectorAll('${ANSWERS}')].map(({ href }) => href)`)) as string[];
    const index = addresses.findIndex((found) => address.test(found));
    assert.ok(index >= 0 && index < 5, `"${words}" finds ${addresses.join(' ')}`);
    await answers.nth(index).click();
    await page.waitForURL(address);
    await page.locator('h1').first().waitFor();
    await page.context().close();
  }

  /** A language that is chosen is that of all signatures, of the next page, and of the next visit. */
  async chooseLanguage(screen: Screen): Promise<void> {
    const page = await this.open(screen);
    const heading = (language: string): Remote =>
      page.locator(`h3#props-storage .lang-${language}, h3#props-allowFrom .lang-${language}`).first();
    await page.goto(`${this.root}api/StatefulDatabase`);
    assert.equal(await page.locator('[role=tab][aria-selected=true]').textContent().then(trim), 'TypeScript');
    assert.ok(await heading('ts').isVisible(), 'TypeScript is shown first');
    await page.getByRole('tab', { name: 'Python' }).click();
    assert.ok(await page.locator('h3#props-allowFrom').getByText('allow_from').isVisible(), 'Python has a name of its own');
    assert.ok(!(await page.locator('h3#props-allowFrom .lang-ts').isVisible()), 'TypeScript is hidden');
    assert.ok(await page.locator('.api-signature .lang:visible').first().getByText('StatefulDatabase(scope:').isVisible());
    await page.getByRole('tab', { name: 'Python' }).press('ArrowRight');
    assert.ok(
      await page.locator('.api-signature .lang:visible').first().getByText('StatefulDatabase.Builder.create(').isVisible(),
      'an arrow goes on to Java',
    );
    await page.getByRole('tab', { name: 'Go', exact: true }).click();
    await page.locator('.api-signature a[href$="StatefulDatabase#props"]:visible').first().waitFor();
    await page.goto(`${this.root}api/ClaimOptions`);
    assert.ok(await page.locator('h3#props-accessModes').getByText('AccessModes', { exact: true }).isVisible(), 'the choice is kept');
    assert.equal(await page.locator('[role=tab][aria-selected=true]').textContent().then(trim), 'Go');
    await page.context().close();
  }
}

const trim = (text: string): string => text.trim();
