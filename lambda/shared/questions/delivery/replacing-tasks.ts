/** How far a rolling update of containers goes at a time, by the least and the most of them that may run. */
import { type Amount, amounts, type WrongAmount } from '../amounts.ts';
import { defineFamily } from '../family.ts';
import type { Claimed, Draft } from '../model.ts';

/** Percent of the desired tasks: the least that run healthy, and the most that run or start. */
export interface Percents {
  readonly least: number;
  readonly most: number;
}

export interface Rollout extends Percents {
  readonly asks:
    | 'run at least'
    | 'run at most'
    | 'started before one is stopped'
    | 'stopped before one is started'
    | 'rounds'
    | 'gets nowhere'
    | 'gets ahead';
  readonly desired: number;
}

const SERVICES = ['A shop', 'A search', 'A booking service', 'A chat', 'A map service', 'A feed of news'];

const least = ({ desired, least: percent }: Pick<Rollout, 'desired' | 'least'>) => Math.ceil((desired * percent) / 100);
const most = ({ desired, most: percent }: Pick<Rollout, 'desired' | 'most'>) => Math.floor((desired * percent) / 100);
/** Tasks that it may be ahead or behind by. */
const room = (one: Pick<Rollout, 'desired'> & Percents) => most(one) - least(one);

const SETTINGS: readonly Percents[] = [50, 60, 75, 80, 90, 100].flatMap((low) =>
  [100, 110, 125, 150, 200].map((high) => ({ least: low, most: high })),
);

export const replacingTasks = defineFamily<Rollout, Amount | Percents>({
  id: 'replacing-tasks',
  kind: 'proven',
  tasks: ['DVA-C03/3.3', 'SAA-C03/2.2'],
  level: 'apply',
  read: [
    {
      guide: 'Amazon Elastic Container Service Developer Guide',
      page: 'Deploy Amazon ECS services by replacing tasks',
    },
  ],
  asOf: '2026-11-28',
  names: SERVICES,
  misconceptions: {
    'the-least-is-rounded-down': 'What is left of a task in the least that must run does not count.',
    'the-most-is-rounded-up': 'What is left of a task in the most that may run counts as one.',
    'old-tasks-do-not-count': 'The percents are of the new tasks, beside the old ones.',
    'the-least-says-how-many-stop': 'The least percent says how many may be stopped.',
    'one-task-at-a-time': 'A rolling update replaces one task after the other.',
    'any-percents-will-do': 'Whatever the percents are, tasks are replaced sooner or later.',
  },
  draw(random) {
    const asks = random.pick([
      'run at least',
      'run at most',
      'started before one is stopped',
      'stopped before one is started',
      'rounds',
      'gets nowhere',
      'gets ahead',
    ] as const);
    const desired = random.pick([2, 3, 4, 5, 6, 7, 9, 10, 12, 15]);
    const { least: low, most: high } = random.pick(SETTINGS);
    // Rounds are plain where it either stops first or starts first.
    if (asks === 'rounds')
      return { asks, desired, ...(random.chance(0.5) ? { least: low, most: 100 } : { least: 100, most: high }) };
    if ((asks === 'run at least' && low === 100) || (asks === 'run at most' && high === 100)) return undefined;
    return { asks, desired, least: low, most: high };
  },
  write(rollout, random): Draft<Amount | Percents> | undefined {
    const { asks, desired } = rollout;
    const [low, high] = [least(rollout), most(rollout)];
    const scene = `${random.pick(SERVICES)} runs as ${desired} tasks of an Amazon ECS service, which is deployed by rolling update`;
    const said = `${rollout.least} % are to be healthy at least and ${rollout.most} % to run at most`;
    if (asks === 'gets nowhere' || asks === 'gets ahead') {
      const decides = asks === 'gets nowhere' ? 'stand still, with no task replaced' : 'come to its end';
      const judged = random
        .shuffle(SETTINGS)
        .map((setting) => ({ setting, isStuck: room({ desired, ...setting }) === 0 }));
      const wanted = judged.filter(({ isStuck }) => isStuck === (asks === 'gets nowhere'));
      const others = judged.filter(({ isStuck }) => isStuck !== (asks === 'gets nowhere'));
      const [right] = wanted;
      if (!right || others.length < 3) return undefined;
      return {
        stem: `${scene}. All its tasks are healthy, and there is capacity for more of them. With which setting does a deployment ${decides}?`,
        decides,
        options: [right, ...others].map(
          ({ setting, isStuck }): Claimed<Percents> => ({
            text: `Healthy at least ${setting.least} %, running at most ${setting.most} %`,
            claim: setting,
            reason: isStuck
              ? `Of ${desired}, ${least({ desired, ...setting })} have to run and ${most({ desired, ...setting })} may: none can be stopped first, and none started.`
              : `Of ${desired}, ${least({ desired, ...setting })} have to run and ${most({ desired, ...setting })} may: that leaves room for ${room({ desired, ...setting })}.`,
            ...(setting !== right.setting && {
              misconception: isStuck
                ? 'any-percents-will-do'
                : setting.most > 100
                  ? 'the-most-is-rounded-up'
                  : 'the-least-is-rounded-down',
            }),
          }),
        ),
      };
    }
    const ask = (question: string, decides: string, right: number, reason: string, wrong: readonly WrongAmount[]) =>
      right < 1
        ? undefined
        : { stem: `${scene}: ${said}. ${question}`, decides, options: amounts(right, reason, wrong) };
    const lowRule = `${rollout.least} % of ${desired}, rounded up, are ${low}`;
    const highRule = `${rollout.most} % of ${desired}, rounded down, are ${high}`;
    switch (asks) {
      case 'run at least':
        return ask(
          'How many tasks are healthy at any time at least?',
          `${rollout.least} % are to be healthy at least`,
          low,
          `${lowRule}.`,
          [
            [low - 1, 'the-least-is-rounded-down', `A part of a task is not left out: ${lowRule}.`],
            [desired - low, 'the-least-says-how-many-stop', `So many may be missing. ${lowRule}.`],
            [low + desired, 'old-tasks-do-not-count', `Old and new count together: ${lowRule}.`],
            [desired - 1, 'one-task-at-a-time', `As many may be stopped at once as the percents leave: ${lowRule}.`],
            [desired, 'one-task-at-a-time', `It may fall below what is desired: ${lowRule}.`],
            [high, 'the-most-is-rounded-up', `That is the most. ${lowRule}.`],
          ],
        );
      case 'run at most':
        return ask(
          'How many tasks run or start at any time at most?',
          `${rollout.most} % to run at most`,
          high,
          `${highRule}.`,
          [
            [high + 1, 'the-most-is-rounded-up', `A part of a task does not count as one: ${highRule}.`],
            [high + desired, 'old-tasks-do-not-count', `Old and new count together: ${highRule}.`],
            [desired + 1, 'one-task-at-a-time', `As many are started at once as the percents leave: ${highRule}.`],
            [high - desired, 'old-tasks-do-not-count', `So many are ahead of what is desired. ${highRule}.`],
            [low, 'the-least-says-how-many-stop', `That is the least. ${highRule}.`],
            [2 * desired, 'old-tasks-do-not-count', `Twice as many would be 200 %: ${highRule}.`],
          ],
        );
      case 'started before one is stopped':
        return ask(
          'How many new tasks can be started before an old one is stopped?',
          `${rollout.most} % to run at most`,
          high - desired,
          `${highRule}, and ${desired} run already.`,
          [
            [high - desired + 1, 'the-most-is-rounded-up', `${highRule}, and ${desired} of these are the old ones.`],
            [high, 'old-tasks-do-not-count', `Of ${high} that may run, ${desired} are the old ones.`],
            [1, 'one-task-at-a-time', 'As many are started at once as there is room for.'],
            [desired - low, 'the-least-says-how-many-stop', `So many could be stopped first. ${highRule}.`],
            [desired, 'old-tasks-do-not-count', `With as many again it would be at 200 %. ${highRule}.`],
            [
              high - low,
              'the-least-says-how-many-stop',
              'That would be so once as many as may be missing were stopped.',
            ],
          ],
        );
      case 'stopped before one is started':
        return ask(
          'How many old tasks can be stopped before a new one is started?',
          `${rollout.least} % are to be healthy at least`,
          desired - low,
          `${lowRule}, so that ${desired - low} of ${desired} may be missing.`,
          [
            [desired - low + 1, 'the-least-is-rounded-down', `${lowRule}, and none of these may be missing.`],
            [low, 'the-least-says-how-many-stop', 'So many have to stay.'],
            [1, 'one-task-at-a-time', 'As many are stopped at once as may be missing.'],
            [
              high - low,
              'old-tasks-do-not-count',
              'That counts room for new tasks too, which is no room to stop old ones.',
            ],
            [desired, 'any-percents-will-do', `With all of them stopped none would be healthy. ${lowRule}.`],
            [high - desired, 'the-most-is-rounded-up', `So many could be started first. ${lowRule}.`],
          ],
        );
      case 'rounds': {
        const size = room(rollout);
        const rounds = Math.ceil(desired / size);
        if (size === 0 || rounds < 2) return undefined;
        const rule = `${low} have to run and ${high} may, so that ${size} are replaced at a time`;
        return ask(
          'Each time as many are replaced as may be; then it is waited until these are healthy. How many times is that?',
          'as many are replaced as may be',
          rounds,
          `${rule}: ${rounds} times for ${desired}.`,
          [
            [desired, 'one-task-at-a-time', `${rule}, and not one.`],
            [
              Math.ceil(desired / (size + 1)),
              rollout.most > 100 ? 'the-most-is-rounded-up' : 'the-least-is-rounded-down',
              `${rule}.`,
            ],
            [1, 'old-tasks-do-not-count', `${rule}: the old ones count as long as they run.`],
            [size, 'the-least-says-how-many-stop', `So many at a time. ${rule}.`],
            [rounds + 1, 'one-task-at-a-time', `${rule}, and the last time fewer.`],
            [rounds * 2, 'one-task-at-a-time', `${rule}; stopping and starting is one time.`],
          ],
        );
      }
    }
  },
});
