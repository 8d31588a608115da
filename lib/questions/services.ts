/** The services that a question names: each in the scope of an exam that it is for, and still sold. */
import { SCOPED_SERVICES } from '../../lambda/shared/exams/services.ts';
import type { Item } from '../../lambda/shared/questions/model.ts';

/** In scope by a guide, and sold no longer: the day from which on nobody can use it, by its own guide's notice. */
const NO_LONGER_SOLD: Readonly<Record<string, string>> = {
  // "Accessing Elastic Transcoder", end of support notice, read on 2026-11-27.
  'Elastic Transcoder': '2025-11-13',
};

/** `Amazon Simple Queue Service (SQS)` is said as `Simple Queue Service`; both are looked for. */
const saidAs = (name: string): string => name.replace(/^(?:Amazon|AWS) /, '').replace(/ \(.*\)$/, '');

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * What says of an item which of the services that it names should not be there: a sentence for each, `[]` where all is well.
 * @param known names of services, in any exam's scope or in none, as AWS writes them
 * @param today `YYYY-MM-DD`
 */
export function servicesRule(known: readonly string[], today: string) {
  const said = [...new Set([...SCOPED_SERVICES.map(({ name }) => name), ...known].map(saidAs))];
  // The longest first: what is named by "Direct Connect" is not Connect.
  const longestFirst = said.sort((a, b) => b.length - a.length).map(escaped);
  const anyOf = new RegExp(`(?<![\\w-])(?:${longestFirst.join('|')})(?![\\w-])`, 'g');
  return ({ id, tasks, stem, code, options }: Pick<Item, 'id' | 'tasks' | 'stem' | 'code' | 'options'>): string[] => {
    const text = [stem, code?.text ?? '', ...options.map((option) => option.text)].join('\n');
    const exams = new Set(tasks.map((task) => task.split('/')[0] as string));
    const allowed = SCOPED_SERVICES.filter((service) => service.exams.some((exam) => exams.has(exam)));
    return [...new Set(text.match(anyOf))].flatMap((service) => {
      const ended = NO_LONGER_SOLD[service];
      if (ended !== undefined && ended <= today)
        return [`${id}: ${service} is not sold since ${ended}; ask about what is.`];
      // "CloudWatch Logs" is in scope with CloudWatch, and others by the words for them.
      const isIn = allowed.some(
        ({ name, alsoKnownAs }) =>
          service.startsWith(saidAs(name)) || alsoKnownAs.some((word) => word.toLowerCase() === service.toLowerCase()),
      );
      return isIn ? [] : [`${id}: ${service} is in the scope of none of ${[...exams].join(', ')}; name another.`];
    });
  };
}
