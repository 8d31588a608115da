/** The page Decide as the site's function answers it: the API's recommendation, told in a page that needs no script. */
import { describe, expect, it } from 'vitest';
import { RECOMMENDATION_QUESTIONS, recommend } from '../../lambda/shared/content/recommend.ts';
import { examToTake } from '../../lambda/shared/exams/to-take.ts';
import { FOR_DEVELOPER, UNDECIDED } from '../support/content/answers.ts';
import { htmlFaults } from '../support/site/html-faults.ts';
import { siteOn } from '../support/site/made-site.ts';

const DAY = '2026-11-28';
type Replies = Readonly<Record<keyof typeof FOR_DEVELOPER, string>>;

const addressOf = (replies: Partial<Replies>) => `/decide?${new URLSearchParams(replies)}`;
const decide = async (address: string, day = DAY) => {
  const response = await siteOn(day).request(address);
  return { response, text: await response.text() };
};
const title = (text: string) => /<h2 id="answer-h">([^<]*)</.exec(text)?.[1];
const chosen = (text: string) =>
  [...text.matchAll(/name="([^"]+)" value="([^"]+)" checked/g)].map(([, question, option]) => [question, option]);

/** Every way to reply: 5 × 3 × 3 × 3 × 3 × 3. */
const EVERY = RECOMMENDATION_QUESTIONS.reduce<Partial<Replies>[]>(
  (all, { id, options }) => all.flatMap((replies) => options.map((option) => ({ ...replies, [id]: option.id }))),
  [{}],
);

describe('an answer', () => {
  it('is the recommendation of the API, with its exams, reasons and points, and the form as it was filled in', async () => {
    const { response, text } = await decide(addressOf(FOR_DEVELOPER));
    const { scores, reasons, answers } = recommend(FOR_DEVELOPER);
    const { current, note } = examToTake('DVA', DAY);

    expect([response.status, title(text)]).toEqual([200, 'Developer']);
    for (const said of [...reasons, ...answers.map(({ reason }) => reason), `${current?.code}`, note])
      expect(text).toContain(said);
    expect(text).toContain(`<td>${scores.architect}</td><td>${scores.developer}</td></tr></tfoot>`);
    expect(chosen(text)).toEqual(Object.entries(FOR_DEVELOPER));
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('is honest about a tie, and about both in an order', async () => {
    const { text } = await decide(addressOf(UNDECIDED));
    expect(title(text)).toBe('Both: first Architect, then Developer');
    expect(text).toContain(': a tie.');
  });

  it.each(['2026-11-30', '2026-12-01', '2027-01-15'])('names the exam of its day: %s', async (day) => {
    const { text } = await decide(addressOf(FOR_DEVELOPER), day);
    const { current, note, prepareFor } = examToTake('DVA', day);
    expect(text).toContain(`<b>${current?.code}</b>`);
    expect(text).toContain(note);
    expect(text).toContain(`href="/exams/${prepareFor}"`);
  });

  it('names every single reply that would change it, each with the address of what it would be', async () => {
    for (const replies of [FOR_DEVELOPER, UNDECIDED]) {
      const { text } = await decide(addressOf(replies));
      const order = recommend(replies).order.join();
      const changing = RECOMMENDATION_QUESTIONS.flatMap(({ id, options }) =>
        options
          .map((option) => ({ ...replies, [id]: option.id }))
          .filter((others) => recommend(others as typeof FOR_DEVELOPER).order.join() !== order),
      );
      const list = text.slice(text.indexOf('What would change it'), text.indexOf('The address of this answer'));
      const addresses = [...list.matchAll(/<li>.*?href="([^"]+)"><b>[^<]+<\/b>: ([^<]+)</g)].map(
        ([, href = '', then]) => [href.replaceAll('&amp;', '&'), then],
      );
      expect(addresses.map(([href]) => href)).toEqual(changing.map(addressOf));
      const [href, then] = addresses[0] as [string, string];
      expect(title((await decide(href)).text)).toBe(then);
    }
  });

  it('is there for every way to reply, and its address repeats it', async () => {
    expect(EVERY).toHaveLength(1215);
    const site = siteOn(DAY);
    for (const replies of EVERY.filter((_, place) => place % 27 === place % 5)) {
      const text = await (await site.request(addressOf(replies))).text();
      expect(chosen(text)).toEqual(Object.entries(replies));
      expect(text).toContain(`href="${addressOf(replies).replaceAll('&', '&amp;')}">The address`);
    }
  });

  it('takes at most 16 KB on the wire with the style sheet', async () => {
    const headers = { 'accept-encoding': 'br' };
    const page = await siteOn(DAY).request(addressOf(UNDECIDED), { headers });
    expect(page.headers.get('content-encoding')).toBe('br');
    const sizes = [page];
    for (const [, asset] of (await decide('/decide')).text.matchAll(/href="(\/assets\/[^"]+)"/g))
      sizes.push(await siteOn(DAY).request(asset as string, { headers }));
    expect(sizes).toHaveLength(3);
    const bytes = await Promise.all(sizes.map(async (one) => (await one.arrayBuffer()).byteLength + 900));
    expect(bytes.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(16_000);
  });
});

describe('an address edited by hand', () => {
  it.each([
    ['one reply missing', { ...FOR_DEVELOPER, coding: undefined }, '', 'How much of your day', 'has no reply'],
    ['a reply that there is not', { ...FOR_DEVELOPER, role: 'king' }, '', 'Which work', 'none of: cloud-architect'],
    ['two replies', FOR_DEVELOPER, '&coding=little', 'How much of your day', 'has 2 replies, and takes one'],
    ['an empty reply', { ...FOR_DEVELOPER, problem: '' }, '', 'Which problem', 'which is none of'],
    ['a name that every object has', { ...FOR_DEVELOPER, role: 'constructor' }, '', 'Which work', 'none of'],
  ])('says what is wrong and keeps the rest: %s', async (_, replies, more, question, said) => {
    const { response, text } = await decide(addressOf(JSON.parse(JSON.stringify(replies))) + more);
    expect([response.status, response.headers.get('cache-control')]).toEqual([400, 'no-store']);
    expect(title(text)).toBe('No answer yet');
    expect(text).toContain(`“${question}`);
    expect(text).toContain(said);
    expect(chosen(text)).toHaveLength(5);
  });

  it('shows a script in it as text, and no more than a line of it', async () => {
    const { text } = await decide(
      addressOf({ ...FOR_DEVELOPER, role: `<script>alert(1)</script>$&${'x'.repeat(500)}` }),
    );
    expect(text).not.toContain('<script>alert');
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;$&amp;x');
    expect(text).not.toContain('x'.repeat(61));
  });

  it('is the form where it replies to nothing', async () => {
    const { response, text } = await decide('/decide?utm_source=a-friend');
    expect([response.status, title(text), chosen(text)]).toEqual([200, undefined, []]);
  });
});

it.each([addressOf(FOR_DEVELOPER), addressOf(UNDECIDED), addressOf({ coding: '"><b>' })])(
  'is valid HTML: %s',
  async (address) => {
    expect(await htmlFaults((await decide(address)).text)).toEqual([]);
  },
);
