/** What the menu says of mock exams, and what it asks for one by. */
import { counted } from '../words.ts';
import { byId } from './draw.ts';
import type { MockForm } from './mock-paper.ts';
import { mockHeld } from './mock-store.ts';

/** Of the exam that is chosen. */
export function mockForm(): MockForm {
  const [chosen] = byId<HTMLSelectElement>('exam').selectedOptions;
  const { value: exam, dataset } = chosen as HTMLOptionElement;
  const tasks = [...byId<HTMLSelectElement>('about').options].flatMap(({ value }) => {
    const [code, task] = value.split('/');
    return code === exam && task ? [task] : [];
  });
  const weights = (dataset.weights ?? '').split(' ').map((one) => one.split(':') as [string, string]);
  return {
    ...{ exam, tasks, minutes: Number(dataset.minutes), questions: Number(dataset.questions) },
    weights: new Map(weights.map(([domain, weight]) => [`${exam}/${domain}`, Number(weight)])),
  };
}

/** Whether one runs, or has a result, and how to come back to it. */
export function mockStanding(now: number): void {
  const mock = mockHeld(now);
  const [begin, goOn] = [byId<HTMLButtonElement>('begin'), byId('go-on-mock')];
  const runs = mock !== undefined && mock.endedAt === undefined;
  begin.disabled = runs;
  goOn.hidden = !mock;
  goOn.textContent = runs ? 'Go on with it' : 'Look at the last result';
  byId('mock-said').textContent = runs
    ? `A mock exam of ${mock.exam} is running: ${mock.answers.size} of ${mock.items.length} answered, ${counted(Math.ceil((mock.until - now) / 60_000), 'minute')} left. Its clock goes on while this page is closed.`
    : 'Its clock goes on while this page is closed, and a page that crashed goes on where it was.';
}
