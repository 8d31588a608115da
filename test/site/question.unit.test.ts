/** One question without script, as the site's function asks and answers it: the key comes with the answer and not before. */
import { describe, expect, it } from 'vitest';
import type { StoredAnswer, StoredQuestion } from '../../lambda/shared/table/stored-questions.ts';
import { contentEdition } from '../support/content/content-edition.ts';
import { htmlFaults } from '../support/site/html-faults.ts';
import { siteOn } from '../support/site/made-site.ts';

const DAY = '2026-11-28';
const parsed = <Entity>(prefix: string) =>
  contentEdition.items.filter(({ sk }) => sk.startsWith(prefix)).map(({ document }) => JSON.parse(document) as Entity);
const QUESTIONS = new Map(parsed<StoredQuestion>('QUESTION#').map((question) => [question.id, question]));
const ANSWERS = new Map(parsed<StoredAnswer>('ANSWER#').map((answer) => [answer.question, answer]));

const ask = async (query: string, day = DAY) => {
  const response = await siteOn(day).request(`/practise/question?${query}`);
  return { response, text: await response.text() };
};
const plain = (text: string) =>
  text
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
const idOf = (text: string) => /name="question" value="([^"]+)"/.exec(text)?.[1] ?? '';
const answerTo = (id: string, letters: readonly string[]) => {
  const query = new URLSearchParams({ about: QUESTIONS.get(id)?.tasks[0] as string, number: '3', question: id });
  for (const letter of letters) query.append('chose', letter);
  return ask(String(query));
};

describe('a question', () => {
  it('is one of its task, with all its options, and says nothing of what holds', async () => {
    for (const about of ['SAA-C03/1.1', 'DVA-C03/1.2', 'SAA-C03']) {
      const { response, text } = await ask(`about=${about}&number=5`);
      const question = QUESTIONS.get(idOf(text)) as StoredQuestion;
      expect(response.status).toBe(200);
      expect(question.tasks.some((task) => task.startsWith(about))).toBe(true);
      expect(plain(text)).toContain(question.stem);
      for (const option of question.options) expect(plain(text)).toContain(option.text);
      for (const { reason } of (ANSWERS.get(question.id) as StoredAnswer).options)
        expect(plain(text)).not.toContain(reason);
      expect(text).not.toMatch(/class="(right|wrong)"/);
    }
  });

  it('of which one holds has to be answered, and of which two hold may be half answered', async () => {
    for (const [id, { choose, tasks }] of QUESTIONS) {
      if (tasks[0] !== 'SAA-C03/1.1') continue;
      const { text } = await answerTo(id, ['A', 'B', 'C', 'D'].slice(0, choose - 1));
      const inputs = [...text.matchAll(/<input[^>]*name="chose"[^>]*>/g)].map(([input]) => input);
      expect([id, inputs.filter((input) => / required\b/.test(input)).length]).toEqual([
        id,
        choose === 1 ? inputs.length : 0,
      ]);
      expect([id, inputs.filter((input) => / checked\b/.test(input)).length]).toEqual([id, choose - 1]);
    }
  });

  it('is the same for the same number, and comes once before any comes again', async () => {
    const some = [...QUESTIONS.values()].filter(({ tasks }) => tasks.includes('SAA-C03/4.1')).length;
    const ids: string[] = [];
    for (let number = 1; number <= some; number++)
      ids.push(idOf((await ask(`about=SAA-C03/4.1&number=${number}`)).text));
    expect(new Set(ids).size).toBe(some);
    expect(idOf((await ask('about=SAA-C03/4.1&number=1')).text)).toBe(ids[0]);
  });

  it('without a number is another one on another day', async () => {
    const days = ['2026-11-28', '2026-11-29', '2026-11-30'];
    const ids = await Promise.all(days.map(async (day) => idOf((await ask('about=SAA-C03', day)).text)));
    expect(new Set(ids).size).toBe(3);
  });
});

describe('an answer', () => {
  it('has the reason of every option, marks the choice, and leads on', async () => {
    for (const [id, question] of [...QUESTIONS].filter((_, place) => place % 40 === 0)) {
      const { key, options } = ANSWERS.get(id) as StoredAnswer;
      const { response, text } = await answerTo(id, key);
      expect([id, response.status]).toEqual([id, 200]);
      expect(text).toContain('<span class="right">Right</span>');
      for (const { reason } of options) expect(plain(text)).toContain(reason);
      expect(text).toContain('number=4">Next question');
      const tasks = question.tasks.map((task) => task.split('/') as [string, string]);
      expect(text).toContain(
        `What trains it: ${tasks.map(([exam, number]) => `<a href="/exams/${exam}#task-${number}">${exam} ${number}</a>`).join(', ')}.`,
      );

      const wrong = question.options.map(({ letter }) => letter).filter((letter) => !key.includes(letter));
      const other = [...key.slice(1), wrong[0] as string];
      expect((await answerTo(id, other)).text).toContain('<span class="wrong">Not so</span>');
    }
  });
});

describe('what is wrong with an address', () => {
  const { id, choose } = [...QUESTIONS.values()].find((question) => question.choose === 1) as StoredQuestion;
  it.each([
    ['a topic that there is not', 'about=SAA-C09', 'no questions about “SAA-C09”'],
    ['a name that every object has', 'about=constructor', 'no questions about “constructor”'],
    ['a script', 'about=%3Cscript%3Ealert(1)%3C/script%3E', '&lt;script&gt;'],
    ['a number that is not whole', 'about=SAA-C03&number=1.5', 'The number of a question'],
    ['a question of another edition', 'about=SAA-C03&question=gone/1&chose=A', 'no question “gone/1”'],
    ['a question without its topic', `question=${id}&chose=A`, 'no questions about “”'],
  ])('is said: %s', async (_, query, said) => {
    const { response, text } = await ask(query);
    expect([response.status, response.headers.get('cache-control')]).toEqual([400, 'no-store']);
    expect(text).toContain(said);
    expect(text).not.toContain('<script>alert');
  });

  it.each([[[]], [['A', 'B']], [['Z']]])('asks again where %j was chosen of one', async (letters) => {
    expect(choose).toBe(1);
    const { response, text } = await answerTo(id, letters);
    expect([response.status, idOf(text)]).toEqual([400, id]);
    expect(text).toContain('Choose 1 of the options');
    for (const { reason } of (ANSWERS.get(id) as StoredAnswer).options) expect(plain(text)).not.toContain(reason);
  });

  it('is valid HTML, asked, answered and refused', async () => {
    const { key } = ANSWERS.get(id) as StoredAnswer;
    const texts = [
      await ask('about=DVA-C03&number=7'),
      await answerTo(id, key),
      await answerTo(id, []),
      await ask('about="><b>'),
    ];
    for (const { text } of texts) {
      expect(await htmlFaults(text)).toEqual([]);
    }
  });
});
