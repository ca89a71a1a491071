import { accessSync, constants, readFileSync } from 'node:fs';
import path from 'node:path';
import { source as axe } from 'axe-core';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const NAMES: readonly string[] = JSON.parse(readFileSync(path.resolve(__dirname, '../../scripts/browsers.json'), 'utf8'));
/** CSS pixels of a small, old phone. */
const SIZE = { width: 360, height: 640 } as const;

/** The first Chromium on PATH; undefined where there is none, and its tests are then told as skipped. */
export function browserOnPath(): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(canRun);
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts the browser that was found; no window, no profile that stays. */
export const openBrowser = (executablePath: string): Promise<Browser> => chromium.launch({ executablePath });

/** What a page was like, as a phone of 360 pixels showed it. */
export interface Seen {
  status: number;
  /** What is loaded for it each time, bytes: all but what the phone keeps from the first page on. */
  weight: number;
  /** Lines in the console, exceptions, and requests that the policy refused. */
  complaints: string[];
  text: string;
}

/** Opens an address on a phone and looks at the page; the page stays open for more, until the returned context is closed. */
export async function lookAt(
  browser: Browser,
  address: string,
  options: BrowserContextOptions & { textSize?: number } = {},
): Promise<{ page: Page; seen: Seen; context: BrowserContext }> {
  const { textSize, ...rest } = options;
  const context = await browser.newContext({ viewport: SIZE, deviceScaleFactor: 2, isMobile: true, hasTouch: true, ...rest });
  const page = await context.newPage();
  const complaints: string[] = [];
  const bodies: Promise<number>[] = [];
  // The browser's own line about the status of the page itself is none.
  page.on('console', (message) => {
    if (message.location().url !== page.url() || !message.text().startsWith('Failed to load')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`));
  // What is still on its way when the page is closed was not needed to read it.
  page.on('response', (response) =>
    bodies.push(
      response.body().then(
        ({ length }) => (isKept(response.headers()) ? 0 : length),
        () => 0,
      ),
    ),
  );
  if (textSize !== undefined) {
    // What a woman sets in her browser as the size of letters; 16 is usual.
    const session = await context.newCDPSession(page);
    await session.send('Page.setFontSizes', { fontSizes: { standard: textSize, fixed: textSize } });
  }
  const response = await page.goto(address);
  const weight = (await Promise.all(bodies)).reduce((sum, each) => sum + each, 0);
  const [text = ''] = await page.locator('body').allInnerTexts();
  return { page, context, seen: { status: response?.status() ?? 0, weight, complaints, text } };
}

const isKept = (headers: Record<string, string>) => /immutable|max-age=\d{5,}/.test(headers['cache-control'] ?? '');

/** By how many pixels a page is wider than the phone. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate<number>('document.scrollingElement.scrollWidth - document.documentElement.clientWidth');

/** What is to be tapped and is smaller than a finger, 44 pixels either way, with its size. */
export const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(`[...document.querySelectorAll('a,button,input:not([type=hidden]),select,textarea,summary')]
    .map((each) => ({ each, box: each.getBoundingClientRect() }))
    .filter(({ box }) => box.width < 44 || box.height < 44)
    .map(({ each, box }) => each.textContent.trim() + ' ' + box.width + ' × ' + box.height)`);

/** What axe finds wrong, best practice included: rule, and where. */
export async function faults(page: Page): Promise<string[]> {
  await page.evaluate(`${axe};undefined`);
  const found = await page.evaluate<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>(
    'axe.run(document, { resultTypes: ["violations"] })',
  );
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
}
