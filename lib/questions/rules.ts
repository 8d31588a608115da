/** What is wrong with an item or a family of the bank, in sentences that say where and what would do. */
import { BLUEPRINTS } from '../../lambda/shared/exams/blueprints.ts';
import type { Blueprint } from '../../lambda/shared/exams/model.ts';
import { keyOf } from '../../lambda/shared/questions/family.ts';
import type { AnyFamily, Item, Misconceptions } from '../../lambda/shared/questions/model.ts';

/** Words of a stem at most, as the exams keep to; lines of code likewise. */
const MOST_WORDS = 110;
const MOST_CODE_LINES = 12;
/** Days after which a fact has to be looked up again. */
const MOST_DAYS = 180;

/** Options that are no options, and words that give the wrong one away. */
const NO_OPTION = /\b(?:all|none|both|neither) of the (?:above|options|others)\b/i;
const ABSOLUTE = /\b(?:always|never|impossible|in every case|under no circumstances)\b/i;
/** A question that asks for what is wrong is read as one that asks for what is right. */
const NEGATED = /\b(?:NOT|EXCEPT|LEAST likely|is not|are not|does not|do not|cannot) [^?.]*\?$/;

const wordsOf = (text: string) => text.trim().split(/\s+/).length;
const daysBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000;

function isTask(task: string): boolean {
  const [code, id] = task.split('/');
  const exam = Object.values<Blueprint>(BLUEPRINTS).find((one) => one.code === code);
  return exam?.domains.some(({ tasks }) => tasks.some((one) => one.id === id)) ?? false;
}

/**
 * The sentences about one item; `[]` where it keeps to every rule.
 * @param today the day its facts are measured against, `YYYY-MM-DD`
 */
export function faultsOf(item: Item, misconceptions: Misconceptions, today: string): string[] {
  const says = (field: string, what: string) => `${item.id}, ${field}: ${what}`;
  const faults: string[] = [];
  const right = keyOf(item).length;
  if (right !== item.choose) faults.push(says('options', `${right} are right, and ${item.choose} must be.`));
  const count = item.choose === 1 ? 4 : item.choose + 3;
  if (item.options.length !== count) faults.push(says('options', `${item.options.length} are shown; give ${count}.`));
  if (new Set(item.options.map(({ text }) => text)).size < item.options.length)
    faults.push(says('options', 'two have the same text; make them differ, or leave one out.'));
  item.options.forEach(({ text, reason, misconception }, place) => {
    const field = `options[${place}]`;
    if (wordsOf(reason) < 5) faults.push(says(`${field}.reason`, 'too short to explain anything; write a sentence.'));
    if (misconception !== undefined && !(misconception in misconceptions))
      faults.push(says(`${field}.misconception`, `"${misconception}" is not in the list of misconceptions; add it.`));
    if (NO_OPTION.test(text)) faults.push(says(`${field}.text`, 'an option about the other options; name one thing.'));
    if (ABSOLUTE.test(text)) faults.push(says(`${field}.text`, 'an absolute tells that it is wrong; say it plainly.'));
  });
  const lengths = item.options.map(({ text }) => Math.max(text.length, 12));
  if (Math.max(...lengths) > 2 * Math.min(...lengths))
    faults.push(says('options', 'one is more than twice as long as another; write them alike.'));
  if (wordsOf(item.stem) > MOST_WORDS)
    faults.push(says('stem', `${wordsOf(item.stem)} words; ${MOST_WORDS} are the most.`));
  if (NEGATED.test(item.stem)) faults.push(says('stem', 'asks for what is false; ask for what is true.'));
  if ((item.code?.text.split('\n').length ?? 0) > MOST_CODE_LINES)
    faults.push(says('code', `longer than ${MOST_CODE_LINES} lines; show less of it.`));
  if (!item.stem.includes(item.decides)) faults.push(says('decides', `"${item.decides}" does not stand in the stem.`));
  for (const task of item.tasks.filter((one) => !isTask(one)))
    faults.push(says('tasks', `no exam has a task "${task}"; the blueprints are in lambda/shared/exams.`));
  if (item.read.length === 0)
    faults.push(says('read', 'names nothing; name the page of AWS that its facts come from.'));
  const age = daysBetween(item.asOf, today);
  if (!(age <= MOST_DAYS))
    faults.push(says('asOf', `${item.asOf} is ${Math.floor(age)} days ago; read its pages again, and set the day.`));
  if (!(age >= -1)) faults.push(says('asOf', `${item.asOf} has not come yet.`));
  return faults;
}

/** Seeds in a row that may make nothing before a family counts as empty. */
const MOST_IDLE_SEEDS = 200;

/**
 * The first `count` items of a family, from seed 1 on.
 * @throws Error where 200 seeds in a row make no item, or where the maker does not end
 */
export function itemsOf(family: AnyFamily, count: number): Item[] {
  const items: Item[] = [];
  for (let seed = 1, idle = 0; items.length < count; seed++) {
    const made = makeOf(family, seed);
    idle = made ? 0 : idle + 1;
    if (made) items.push(made.item);
    if (idle > MOST_IDLE_SEEDS)
      throw new Error(
        `${family.id}: seeds ${seed - MOST_IDLE_SEEDS} to ${seed} make no item; widen what \`draw\` draws.`,
      );
  }
  return items;
}

function makeOf(family: AnyFamily, seed: number) {
  try {
    return family.make(seed);
  } catch (error) {
    throw new Error(`${family.id}, seed ${seed}: ${(error as Error).message}`, { cause: error });
  }
}
