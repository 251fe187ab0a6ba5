import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { WEAK_TEXTS } from './contrast';

/*
 * Reads the site as people do: on a desktop and on a phone, by search, by tabs and by what they see.
 */

/** A page of each kind. */
const KINDS: Readonly<Record<string, string>> = {
  home: '',
  contents: 'documentation',
  tutorial: 'tutorials/database',
  'how-to': 'stateful-database',
  troubleshooting: 'troubleshooting',
  'wide table': 'storage-map',
  rules: 'rules/',
  rule: 'rules/rwo-with-rolling-update',
  'command line': 'command-line',
  'update rules': 'update-rules',
  explanation: 'what-survives',
  comparison: 'comparison',
  api: 'api/',
  construct: 'api/StatefulDatabase',
  class: 'api/StorageDriver',
  options: 'api/ClaimOptions',
  words: 'api/MountAccess',
  contributing: 'contributing',
  changelog: 'changelog',
};

const IS_DARK = `document.documentElement.classList.contains('dark')`;

/** The places of tables that are wider than what shows them. */
const WIDE_TABLES = `[...document.querySelectorAll('.vp-doc .table')].flatMap((table, index) => (table.scrollWidth > table.clientWidth ? [index] : []))`;

const ANSWERS = '.VPLocalSearchBox .results a';

export const SCREENS = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } } as const;
type Screen = keyof typeof SCREENS;
export const SCHEMES = ['light', 'dark'] as const;
type Scheme = (typeof SCHEMES)[number];

/** What the browser gives: its types are in a package of the site, which need not be installed where sources are looked at. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Remote = any;

export class Reader {
  readonly wrong: string[] = [];

  constructor(
    private readonly browser: Remote,
    private readonly root: string,
    /** A directory for pictures of what was looked at. */
    private readonly pictures?: string,
  ) {}

  /** A page that complains of what it asks the rest of the world for, and of errors. */
  private async open(screen: Screen, scheme: Scheme = 'light'): Promise<Remote> {
    const context = await this.browser.newContext({
      viewport: SCREENS[screen],
      colorScheme: scheme,
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

  private async picture(page: Remote, name: string): Promise<void> {
    if (this.pictures === undefined) return;
    mkdirSync(this.pictures, { recursive: true });
    await page.screenshot({ path: join(this.pictures, `${name.replaceAll(' ', '-')}.png`) });
  }

  /** Looks at a page of each kind: that it has a title, is no wider than the screen, and that its texts can be read. */
  async look(screen: Screen, scheme: Scheme): Promise<void> {
    const page = await this.open(screen, scheme);
    for (const [kind, path] of Object.entries(KINDS)) {
      await page.goto(`${this.root}${path}`, { waitUntil: 'load' });
      await page.locator('h1').first().waitFor();
      const where = `${kind} (${path}), ${scheme}, on the ${screen}`;
      assert.equal(await page.evaluate(IS_DARK), scheme === 'dark', `${where}: what the system asks for is followed`);
      await this.fits(page, where);
      for (const text of (await page.evaluate(WEAK_TEXTS)) as string[]) this.wrong.push(`${where}: ${text} is hard to read`);
      await this.picture(page, `${kind}-${screen}-${scheme}`);
    }
    await page.context().close();
  }

  private async fits(page: Remote, where: string): Promise<void> {
    const wide = (await page.evaluate('document.scrollingElement.scrollWidth - window.innerWidth')) as number;
    if (wide > 0) this.wrong.push(`${where} is ${wide} pixels wider than the screen`);
  }

  /** A table that is wider than a phone is moved by itself, by finger and by key, and the page stands still. */
  async moveTables(path: string): Promise<void> {
    const page = await this.open('phone');
    await page.goto(`${this.root}${path}`, { waitUntil: 'load' });
    await page.locator('.vp-doc .table').first().waitFor();
    const wide = (await page.evaluate(WIDE_TABLES)) as number[];
    assert.ok(wide.length > 0, `${path} has a table that is wider than a phone`);
    for (const index of wide) {
      const table = page.locator('.vp-doc .table').nth(index);
      await table.scrollIntoViewIfNeeded();
      await table.focus();
      await page.keyboard.press('ArrowRight');
      await page.waitForFunction(`document.querySelectorAll('.vp-doc .table')[${index}].scrollLeft > 0`);
      assert.equal(await page.evaluate('window.scrollX'), 0, `${path}: the page stands still`);
    }
    await page.locator('.vp-doc .table').nth(wide[0]).scrollIntoViewIfNeeded();
    await this.picture(page, `${path} moved`);
    await page.context().close();
  }

  /** Dark is chosen by the switch, and kept on the next page and the next visit. */
  async chooseScheme(): Promise<void> {
    const page = await this.open('desktop');
    await page.goto(this.root);
    assert.equal(await page.evaluate(IS_DARK), false);
    await page.locator('.VPNavBarAppearance .VPSwitchAppearance').click();
    assert.equal(await page.evaluate(IS_DARK), true, 'the switch makes it dark');
    await page.goto(`${this.root}comparison`);
    assert.equal(await page.evaluate(IS_DARK), true, 'the choice is kept');
    await page.context().close();
  }

  /** Search without a mouse: a key opens it, arrows choose among answers that are seen, enter goes there, escape closes it. */
  async findByKeys(screen: Screen, scheme: Scheme): Promise<void> {
    const page = await this.open(screen, scheme);
    await page.goto(`${this.root}comparison`, { waitUntil: 'load' });
    await page.locator('h1').first().waitFor();
    await page.keyboard.press('Control+k');
    await page.locator('input.search-input').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.VPLocalSearchBox').waitFor({ state: 'detached' });
    await page.keyboard.press('/');
    await page.locator('input.search-input').waitFor();
    await page.keyboard.type('reclaim policy');
    await page.locator(ANSWERS).nth(2).waitFor();
    await page.locator(`${ANSWERS}.selected`).waitFor();
    const chosen = (): Promise<string> => page.locator(`${ANSWERS}.selected`).getAttribute('href');
    const first = await chosen();
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction(`document.querySelector('${ANSWERS}.selected').getAttribute('href') !== ${JSON.stringify(first)}`);
    const second = await chosen();
    const where = `opened search, ${scheme}, on the ${screen}`;
    await this.fits(page, where);
    for (const text of (await page.evaluate(WEAK_TEXTS)) as string[]) this.wrong.push(`${where}: ${text} is hard to read`);
    const box = await page.locator(`${ANSWERS}.selected`).boundingBox();
    const { width, height } = SCREENS[screen];
    assert.ok(box.y >= 0 && box.x >= 0 && box.x + box.width <= width && box.y < height, `${where}: the chosen answer is seen`);
    await this.picture(page, `search-${screen}-${scheme}`);
    await page.keyboard.press('Enter');
    await page.locator('.VPLocalSearchBox').waitFor({ state: 'detached' });
    await page.waitForURL(`**${second}`);
    await page.locator('h1').first().waitFor();
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
    assert.deepEqual(await page.locator('.lang-block:visible').allTextContents().then(count), [1, true], 'one example, in Python');
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

/** How many pieces of code there are, and whether they are of Python. */
const count = (texts: readonly string[]): readonly [number, boolean] => [texts.length, texts.every((text) => /storage_class=/.test(text))];

const trim = (text: string): string => text.trim();
