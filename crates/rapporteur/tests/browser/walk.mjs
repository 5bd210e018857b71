// The walk of an analyst in a real browser, by keyboard alone: log in, find the session of the demo, open its
// passages, correct a value, take that back, decide at the desk and undo. Once wide, once as wide as a phone.
//
//   node walk.mjs PROGRAM [FOLDER FOR SCREENSHOTS]
//
// Needs playwright-core (npm) and Chromium; CHROMIUM names the program where it is not /usr/bin/chromium.
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(join(process.cwd(), 'x.js'));
const { chromium } = require('playwright-core');
const [program, shots] = process.argv.slice(2);
if (shots) mkdirSync(shots, { recursive: true });

const data = mkdtempSync(join(tmpdir(), 'rapporteur-walk-'));
execFileSync(program, ['demo', '--data', data]);
const server = spawn(program, ['serve', '--data', data, '--listen', '127.0.0.1:0']);
const told = await new Promise((resolve, reject) => {
  let text = '';
  server.stdout.on('data', (chunk) => { text += chunk; if (text.includes('/welcome/')) resolve(text); });
  server.on('exit', () => reject(new Error(`the server ended: ${text}`)));
});
const link = told.match(/http:\S+\/welcome\/\S+/)[0];
const root = link.split('/welcome/')[0];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

async function walk(name, viewport, state) {
  const context = await browser.newContext({ viewport, storageState: state, colorScheme: name === 'phone' ? 'dark' : 'light' });
  const page = await context.newPage();
  const faults = [];
  page.on('console', (message) => { if (message.type() === 'error') faults.push(message.text()); });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (request) => { if (!request.url().startsWith(root) && !request.url().startsWith('data:')) faults.push(`asked ${request.url()}`); });
  const shot = async (what) => { if (shots) await page.screenshot({ path: join(shots, `${name}-${what}.png`) }); };
  const wide = async () => {
    const [inner, scroll] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
    assert.ok(scroll <= inner, `${page.url()} is ${scroll} wide in ${inner}`);
  };
  if (!state) {
    await page.goto(link);
    await page.keyboard.type('ann');
    await page.keyboard.press('Tab');
    await page.keyboard.type('a quiet river');
    await page.keyboard.press('Tab');
    await page.keyboard.type('a quiet river');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${root}/`);
  }
  await page.goto(`${root}/`);
  await page.waitForFunction(() => document.querySelector('.counts b')?.textContent !== '0');
  await shot('today');
  await wide();

  // find
  await page.goto(`${root}/search`);
  await page.keyboard.press('/');
  await page.keyboard.type('Interaction-2024 kind:event');
  await page.waitForSelector('#results .hit');
  await shot('search');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/entries\//);
  await wide();

  // open the passages of a value: the first value is reached by j
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#passages .passages-head a');
  await shot('entry');
  assert.ok(await page.locator('#passages mark').count() > 0);

  // correct the place
  const address = page.url().split('?')[0];
  await page.goto(address);
  const place = page.locator('a.value[href*="at=place."]').first();
  const before = await page.locator('.facts').innerText();
  await place.focus();
  await page.keyboard.press('c');
  await page.waitForURL(/\/correct/);
  await shot('correct');
  await wide();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Edelweiss range');
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => !url.pathname.endsWith('/correct'));
  await page.waitForFunction(() => document.querySelector('.facts')?.textContent.includes('Edelweiss range'));
  await shot('corrected');

  // and take it back
  await page.locator('[data-withdraw]').first().focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('.facts') && !document.querySelector('.facts').textContent.includes('Edelweiss range'));
  assert.equal(await page.locator('.facts').innerText(), before);

  // the desk
  await page.goto(`${root}/review`);
  await page.waitForSelector('[data-decide]');
  await shot('review');
  await wide();
  const item = await page.locator('input[name=item]').inputValue();
  const left = await page.locator('.head .soft').first().innerText();
  await page.keyboard.press('a');
  await page.waitForFunction((item) => document.querySelector('input[name=item]')?.value !== item, item);
  await page.keyboard.press('u');
  await page.waitForFunction((item) => document.querySelector('input[name=item]')?.value === item, item);
  assert.equal(await page.locator('.head .soft').first().innerText(), left);

  for (const [what, path] of [['events', '/entries?kind=event'], ['publications', '/publications'], ['people', '/people'],
    ['calendar', '/calendar?month=2024-09'], ['year', '/calendar?year=2024'], ['map', '/map'], ['figures', '/figures'],
    ['sources', '/sources'], ['account', '/account'], ['audit', '/audit'], ['differences', '/entries?disputed=1']]) {
    await page.goto(root + path);
    await page.waitForLoadState('networkidle');
    await shot(what);
    await wide();
  }
  await page.goto(`${root}/publications`);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/publications\/[0-9a-f]+/);
  await shot('publication');
  await wide();
  assert.deepEqual(faults, []);
  const kept = await context.storageState();
  await context.close();
  return kept;
}

try {
  const state = await walk('wide', { width: 1280, height: 900 });
  await walk('phone', { width: 390, height: 844 }, state);
  console.log('the walk went well');
} finally {
  await browser.close();
  server.kill();
}
