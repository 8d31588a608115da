/** That a page of a span says what the API says on each of its days. */
import { describe, expect, it } from 'vitest';
import { dayInWords } from '../../lambda/shared/pages/words.ts';
import { calendarOn, spansFrom } from '../../lib/site/calendar.ts';
import { apiInMemory } from '../support/api/api-in-memory.ts';
import { siteOn } from '../support/site/made-site.ts';

const DAYS = [
  '2026-11-25',
  '2026-11-30',
  '2026-12-01',
  '2026-12-02',
  '2027-02-28',
  '2027-10-09',
  '2027-10-10',
  '2027-12-31',
];

// biome-ignore lint/suspicious/noExplicitAny: what an answer holds is asserted here, field by field.
const api = async (path: string): Promise<any> => (await apiInMemory().request(path)).json();
/** A page's words, without its tags. */
const words = async (path: string, day: string): Promise<string> => {
  const text = await (await siteOn(day).request(path)).text();
  return text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
};

describe.each(DAYS)('on %s', (day) => {
  it('Compare names the exams that the API names, with their weights', async () => {
    const { exam } = (await api(`/v1/comparison?aspects=exam&on=${day}`)).aspects;
    const shown = await words('/compare', day);
    for (const track of ['architect', 'developer'] as const) {
      const code = exam[track].prepareFor ?? exam[track].current?.code;
      if (!code) continue;
      expect(shown).toContain(`${code}, task by task`);
      const { domains } = await api(`/v1/exams/${code}?on=${day}`);
      for (const { title, weight, id } of domains) expect(shown).toContain(`${weight}% ${id}. ${title}`);
    }
    const { current, next } = exam.developer;
    if (next) {
      expect(shown).toContain(`Until ${dayInWords(current.lastDay)}`);
      expect(shown).toContain(`From ${dayInWords(next.firstDay)} it is ${next.code}`);
    } else
      expect(shown).toContain(
        current ? `The developer exam is ${current.code}` : 'No source says which developer exam',
      );
  });

  it('Exams says the status that the API says', async () => {
    const { items } = await api(`/v1/exams?on=${day}`);
    const shown = await words('/exams', day);
    const WORDS: Record<string, string> = {
      scheduled: 'not yet open',
      current: 'current',
      expiring: 'being replaced',
      retired: 'retired',
      'not-known': 'not known',
    };
    for (const { code, family, status } of items) {
      const track = family === 'SAA' ? 'Architect' : 'Developer';
      expect(shown).toContain(`${code} ${track} ${WORDS[status.status]}`);
      expect((await words(`/exams/${code}`, day)).toLowerCase()).toContain(WORDS[status.status]);
    }
  });

  it('Compare says of skills, difficulty, careers and pay what the API says', async () => {
    const { aspects } = await api(`/v1/comparison?aspects=skills,difficulty,careerPath,salary,takingBoth&on=${day}`);
    const shown = (await words('/compare', day)).replaceAll('&#39;', "'").replaceAll('&amp;', '&');
    const said = [
      ...aspects.skills.flatMap(({ name, leader, by }: { name: string; leader: string; by: number }) => [
        `${name} ${leader} +${by}`,
      ]),
      ...aspects.difficulty.byBackground.map(({ reason }: { reason: string }) => reason),
      ...Object.values<{ steps: string[] }>(aspects.careerPath).flatMap(({ steps }) => steps),
      ...Object.values<string[]>(aspects.salary.tracks).flat(),
      ...aspects.takingBoth.map(({ text }: { text: string }) => text),
    ];
    expect(said.length).toBeGreaterThan(25);
    expect(said.filter((each) => !shown.includes(each))).toEqual([]);
  });
});

describe('spans', () => {
  it('begin on the days on which what is known of an exam changes, and on no other', () => {
    expect(spansFrom('2026-10-15', 800).map(({ from }) => from)).toEqual([
      '2026-10-15',
      // The next exam can be booked, and the old one is too short to prepare for.
      '2026-10-27',
      '2026-11-01',
      '2026-12-01',
      '2027-10-10',
      '2027-12-02',
    ]);
  });

  it('know no day, so that no page can count down', () => {
    expect(JSON.stringify(calendarOn('2026-11-28'))).not.toMatch(/2026-11-28|daysLeft|"on"/);
  });
});
