/** The page Plan as the site's function answers it: weeks in the page, a calendar file, and what is wrong with a form. */
import { describe, expect, it } from 'vitest';
import { datesOf } from '../../lambda/shared/exams/dates.ts';
import { htmlFaults } from '../support/site/html-faults.ts';
import { siteOn } from '../support/site/made-site.ts';

const DAY = '2026-11-28';
const ask = async (wishes: Readonly<Record<string, string>>, on = DAY) => {
  const response = await siteOn(on).request(`/plan?${new URLSearchParams(wishes)}`);
  return { response, text: await response.text() };
};
const GOOD = { exam: 'DVA-C03', day: '2027-02-20', hours: '8' };
const answer = (text: string) => /<section id="answer".*?<\/section>/s.exec(text)?.[0] ?? '';
const faults = (text: string) => [...answer(text).matchAll(/<li>(.*?)<\/li>/g)].map(([, fault]) => fault);

describe('a plan', () => {
  it('has a week for each until the exam, from today, and the form as it was filled in', async () => {
    const { response, text } = await ask(GOOD);
    expect(response.status).toBe(200);
    expect(answer(text)).toContain('12 weeks to DVA-C03, until 20 February 2027');
    expect(answer(text)).toContain('96 hours at 8 a week');
    expect([...answer(text).matchAll(/<h3>Week (\d+)/g)].map(([, week]) => Number(week))).toEqual(
      Array.from({ length: 12 }, (_, place) => place + 1),
    );
    expect(answer(text)).toContain('28 November to 4 December 2026');
    expect(text).toContain('<option value="DVA-C03" selected>');
    expect(text).toContain('name="day" value="2027-02-20"');
    expect(text).toContain('name="hours" value="8"');
  });

  it('plans from the day that it is looked at: weeks that are past are not there', async () => {
    const { text } = await ask(GOOD, '2027-01-30');
    expect(answer(text)).toContain('3 weeks to DVA-C03');
    expect(answer(text)).toContain('30 January to 5 February 2027');
  });

  it('is honest about too little time', async () => {
    const { text } = await ask({ ...GOOD, day: '2026-12-19', hours: '5' });
    expect(answer(text)).toMatch(
      /too little for somebody new: it takes 20 hours a week until then, or a day from 20 February 2027 on/,
    );
  });

  it('warns where no source says what the exam is on that day, and there alone', async () => {
    const doubt = 'No source says whether SAA-C03 is still the exam on that day';
    const [near, far] = ['2027-02-20', '2027-11-20'].map((day) => ask({ ...GOOD, exam: 'SAA-C03', day }));
    expect(answer((await near)?.text ?? '')).not.toContain(doubt);
    expect(answer((await far)?.text ?? '')).toContain(doubt);
  });

  it('is valid HTML, good or bad', async () => {
    for (const wishes of [GOOD, { ...GOOD, day: '"><b>', hours: '$&' }, { exam: '' }]) {
      expect(await htmlFaults((await ask(wishes)).text)).toEqual([]);
    }
  });
});

describe('a form with something wrong', () => {
  it.each([
    ['no exam', { exam: undefined }, /^Choose an exam/],
    ['an exam that there is not', { exam: 'constructor' }, /no exam “constructor” here/],
    ['no day', { day: undefined }, /^Give the day/],
    ['a day that there is not', { day: '2027-02-30' }, /“2027-02-30” is no day of the calendar/],
    ['today', { day: DAY }, /is not after today/],
    ['a day of last year', { day: '2025-11-28' }, /is not after today/],
    ['a day in two years', { day: '2028-11-28' }, /more than a year away/],
    ['no hours', { hours: '' }, /^Say how many hours/],
    ['hours that nobody has', { hours: '61' }, /whole number from 1 to 60/],
    ['half an hour', { hours: '0.5' }, /whole number from 1 to 60/],
    ['a script', { hours: '<script>alert(1)</script>' }, /&lt;script&gt;/],
    ['C02 after its last day', { exam: 'DVA-C02' }, /until 30 November 2026: choose an earlier day, or DVA-C03/],
    [
      'C03 before its first day',
      { exam: 'DVA-C03', day: '2026-11-30' },
      /from 1 December 2026: choose a later day, or DVA-C02/,
    ],
  ])('says what is wrong: %s', async (_, change, said) => {
    const wishes = JSON.parse(JSON.stringify({ ...GOOD, ...change }));
    const { response, text } = await ask(wishes);
    expect([response.status, response.headers.get('cache-control')]).toEqual([400, 'no-store']);
    expect(faults(text)).toHaveLength(1);
    expect(faults(text)[0]).toMatch(said);
    expect(text).not.toContain('<script>alert');
  });

  it('names every fault, and keeps what was typed', async () => {
    const { text } = await ask({ exam: 'SAA-C03', day: '2026-02-30', hours: 'many' });
    expect(faults(text)).toHaveLength(2);
    expect(text).toContain('name="hours" value="many"');
    // Of a day that there is not a browser would show nothing, and complain: the fault above says it.
    expect(text).toContain('name="day" value=""');
  });

  it('refuses an answer that is given twice', async () => {
    const response = await siteOn(DAY).request('/plan?exam=SAA-C03&exam=DVA-C03&day=2027-02-20&hours=8');
    expect(response.status).toBe(400);
    expect(faults(await response.text())[0]).toContain('more than once');
  });

  it('is the form alone where nothing is asked', async () => {
    const { response, text } = await ask({ utm_source: 'a-friend' });
    expect([response.status, answer(text)]).toEqual([200, '']);
  });
});

describe('the calendar file', () => {
  const file = async (on = DAY) => ask({ ...GOOD, as: 'ics' }, on);
  /** Content lines as they were before they were folded (RFC 5545, 3.1). */
  const lines = (text: string) => text.replaceAll('\r\n ', '').split('\r\n');
  const values = (text: string, name: string) =>
    lines(text).flatMap((line) => (line.startsWith(name) ? line.slice(name.length) : []));

  it('is a file of its own, with a name', async () => {
    const { response } = await file();
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="dva-c03-2027-02-20.ics"');
  });

  it('has lines of at most 75 octets that end as the standard says', async () => {
    const { text } = await file();
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(lines(text).slice(0, 2)).toEqual(['BEGIN:VCALENDAR', 'VERSION:2.0']);
    expect(lines(text).at(-1)).toBe('END:VCALENDAR');
  });

  it('has an event of whole days for each week, none over another, and the day of the exam', async () => {
    const { text } = await file();
    const [starts, ends] = [values(text, 'DTSTART;VALUE=DATE:'), values(text, 'DTEND;VALUE=DATE:')];
    expect(starts).toHaveLength(13);
    expect([starts[0], ends[0]]).toEqual(['20261128', '20261205']);
    // An end is the day after the last one, and so the beginning of what follows.
    expect(ends.slice(0, -1)).toEqual(starts.slice(1));
    expect([starts.at(-1), ends.at(-1)]).toEqual(['20270220', '20270221']);
    expect(new Set(values(text, 'UID:')).size).toBe(13);
    expect(new Set(values(text, 'DTSTAMP:'))).toEqual(new Set(['20261128T000000Z']));
    expect(values(text, 'SUMMARY:')[0]).toMatch(/^DVA-C03: \d\.\d/);
  });

  it('changes what is still to come where it is made again later, and nothing that is past', async () => {
    const [then, now] = [values((await file()).text, 'UID:'), values((await file('2027-01-30')).text, 'UID:')];
    expect(now).toEqual(then.slice(-now.length));
  });

  it('is refused with the reasons where something is wrong', async () => {
    const { response, text } = await ask({ ...GOOD, hours: '0', as: 'ics' });
    expect([response.status, response.headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8']);
    expect(faults(text)).toHaveLength(1);
  });
});

it('says from when an exam can be booked', async () => {
  const { registrationOpened } = datesOf('DVA-C03');
  expect(registrationOpened).toBe('2026-10-27');
  expect(answer((await ask(GOOD)).text)).toContain('bookable since 27 October 2026');
});
