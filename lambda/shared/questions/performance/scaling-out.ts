/** How many instances or tasks a scaling policy asks for, and when it has them. */
import { type Amount, amounts } from '../amounts.ts';
import { defineFamily } from '../family.ts';

export interface Group {
  readonly asks: 'target tracking' | 'step' | 'queue backlog' | 'served meanwhile';
  readonly running: number;
  readonly least: number;
  readonly most: number;
  /** Percent of CPU that is kept, and that is measured now. */
  readonly target: number;
  readonly measured: number;
  /** Messages that wait, and that one worker works through in a minute; minutes in which they have to be done. */
  readonly backlog: number;
  readonly perMinute: number;
  readonly minutes: number;
  /** Workers that the queue's group may have at most; minutes until a new one serves, and requests a minute that are too many. */
  readonly mostWorkers: number;
  readonly warm: number;
  readonly extra: number;
}

const FLEETS = ['a web tier', 'a rendering service', 'an import service', 'a chat service', 'a checkout'];
/** A step policy: from so many percent above the alarm on, so many more. */
const STEPS = [
  [0, 1],
  [10, 2],
  [25, 4],
] as const;

export const scalingOut = defineFamily<Group, Amount>({
  id: 'scaling-out',
  kind: 'proven',
  tasks: ['SAA-C03/3.2', 'SAA-C03/4.2', 'SAA-C03/2.1'],
  level: 'apply',
  read: [
    {
      guide: 'Amazon EC2 Auto Scaling User Guide',
      page: 'Target tracking scaling policies for Amazon EC2 Auto Scaling',
    },
  ],
  asOf: '2026-11-27',
  names: FLEETS,
  misconceptions: {
    'one-at-a-time': 'A policy adds one at a time until it is enough.',
    'the-maximum-grows-too': 'A group grows as far as its policy asks.',
    'the-difference-is-added': 'For each percent above the target a percent more is added.',
    'the-target-is-a-trigger': 'Target tracking adds a fixed number when the target is passed.',
    'steps-add-up': 'All steps that were passed are added up.',
  },
  draw(random) {
    const running = random.pick([2, 3, 4, 6, 8, 10]);
    const target = random.pick([40, 50, 60]);
    const [backlog, perMinute, minutes] = [
      random.pick([1200, 2400, 3600, 6000, 9000]),
      random.pick([10, 20, 30, 40]),
      random.pick([5, 10, 15, 20]),
    ];
    return {
      asks: random.pick(['target tracking', 'step', 'queue backlog', 'served meanwhile']),
      running,
      least: random.pick([1, 2]),
      most: running + random.pick([1, 3, 6, 10]),
      target,
      measured: target + random.pick([5, 12, 18, 27, 30, 36]),
      ...{ backlog, perMinute, minutes },
      mostWorkers: Math.max(running + 2, Math.ceil(backlog / (perMinute * minutes)) + random.pick([-2, 0, 3, 6])),
      warm: random.pick([3, 4, 5, 6]),
      extra: random.pick([20, 40, 60, 90]),
    };
  },
  write(
    { asks, running, least, most, target, measured, backlog, perMinute, minutes, mostWorkers: roomy, warm, extra },
    random,
  ) {
    const fleet = random.pick(FLEETS);
    const bounded = (count: number) => Math.min(most, Math.max(least, count));
    const size = `between ${least} and ${most}`;
    if (asks === 'target tracking') {
      const asked = Math.ceil((running * measured) / target);
      return {
        stem: `A group of ${fleet} may have ${size} instances and has ${running}. Target tracking keeps the average CPU at ${target} %; it is ${measured} %. How many instances does the policy have the group run?`,
        decides: `keeps the average CPU at ${target} %`,
        options: amounts(
          bounded(asked),
          `${running} × ${measured} / ${target}, rounded up, are ${asked}${asked > most ? `, and the group may have ${most}` : ''}.`,
          [
            [running + 1, 'one-at-a-time', 'It adds as many as bring the average back to the target.'],
            [
              asked > most ? asked : running + Math.ceil((running * (measured - target)) / 100),
              asked > most ? 'the-maximum-grows-too' : 'the-difference-is-added',
              asked > most ? `The group may not have more than ${most}.` : 'What is divided is the load by the target.',
            ],
            [running * 2, 'the-target-is-a-trigger', 'Nothing is doubled: the number follows the measured value.'],
            [
              running + 2,
              'the-target-is-a-trigger',
              'No fixed number is added: the number follows the measured value.',
            ],
            [
              Math.floor((running * measured) / 100) || 1,
              'the-difference-is-added',
              'It divides by 100 instead of the target.',
            ],
            [bounded(asked) + 3, 'the-maximum-grows-too', 'So many would bring the average below the target.'],
          ],
        ),
      };
    }
    if (asks === 'step') {
      const above = measured - target;
      const add = STEPS.findLast(([from]) => above >= from)?.[1] as number;
      const passed = STEPS.filter(([from]) => above >= from).reduce((sum, [, more]) => sum + more, 0);
      return {
        code: {
          text: STEPS.map(
            ([from, more], at) =>
              `from ${target + from} %${STEPS[at + 1] ? ` to ${target + (STEPS[at + 1]?.[0] as number)} %` : ' on'}: add ${more}`,
          ).join('\n'),
          words: `Steps: ${STEPS.map(([from, more]) => `from ${target + from} percent on add ${more}`).join('; ')}.`,
        },
        stem: `A group of ${fleet} may have ${size} instances and has ${running}, all past their warm-up. An alarm goes off above ${target} % CPU, with the step policy that is shown. The CPU is at ${measured} %. How many instances does the group get?`,
        decides: `CPU is at ${measured} %`,
        options: amounts(
          bounded(running + add),
          `${measured} % is in the step that adds ${add}${running + add > most ? `, and the group may have ${most}` : ''}.`,
          [
            [
              running + add > most ? running + add : running + passed,
              running + add > most ? 'the-maximum-grows-too' : 'steps-add-up',
              running + add > most
                ? `The group may not have more than ${most}.`
                : 'One step counts, that in which the value is.',
            ],
            [running + passed, 'steps-add-up', 'One step counts, that in which the value is.'],
            [running + 1, 'one-at-a-time', 'The step says how many are added at once.'],
            [
              Math.ceil((running * measured) / target),
              'the-target-is-a-trigger',
              'That is what target tracking would do.',
            ],
            [running + 4, 'steps-add-up', 'The last step is for higher values.'],
            [running + 2, 'steps-add-up', 'The middle step is for other values.'],
            [running + 3, 'one-at-a-time', 'No step adds so many.'.concat(' One of the three counts.')],
            [running, 'the-maximum-grows-too', 'The alarm goes off, and the group is below its maximum.'],
          ],
        ),
      };
    }
    if (asks === 'queue backlog') {
      const asked = Math.ceil(backlog / (perMinute * minutes));
      return {
        stem: `Workers of ${fleet} take messages from a queue, each ${perMinute} a minute. ${backlog} messages wait, no new ones come, and each must be done within ${minutes} minutes. The group may have ${least} to ${roomy} workers and has ${running}. How many does a policy on the backlog for each worker have it run?`,
        decides: `within ${minutes} minutes`,
        options: amounts(
          Math.min(roomy, Math.max(least, asked)),
          `A worker does ${perMinute * minutes} in ${minutes} minutes, so ${asked} are needed${asked > roomy ? `, and ${roomy} may run` : ''}.`,
          [
            [
              Math.ceil(backlog / perMinute),
              'the-difference-is-added',
              `That would do them in one minute; ${minutes} are allowed.`,
            ],
            [running + 1, 'one-at-a-time', 'It runs as many as the backlog asks for.'],
            [Math.min(roomy, asked) + running, 'the-difference-is-added', `The ${running} that run are part of them.`],
            [asked > roomy ? asked : roomy + 1, 'the-maximum-grows-too', `The group may not have more than ${roomy}.`],
            [Math.ceil(asked / 2), 'the-target-is-a-trigger', 'Half of them would take twice as long.'],
            [
              Math.ceil(backlog / (perMinute * 60)) || 1,
              'the-target-is-a-trigger',
              'That is enough for an hour, which is too late.',
            ],
          ],
        ),
      };
    }
    const arriving = running * perMinute + extra;
    const right = (arriving - running * perMinute) * warm;
    return {
      stem: `${running} instances of ${fleet} serve ${perMinute} requests a minute each. From now on ${arriving} a minute arrive; the policy reacts at once, and new instances serve nothing for ${warm} minutes and enough after that. About how many requests find no free instance until then?`,
      decides: `serve nothing for ${warm} minutes`,
      options: amounts(right, `${arriving - running * perMinute} a minute are too many, for ${warm} minutes.`, [
        [arriving * warm, 'the-target-is-a-trigger', `The ${running} that run go on serving.`],
        [arriving - running * perMinute, 'one-at-a-time', `So many are too many in each of ${warm} minutes.`],
        [right * 2, 'the-difference-is-added', 'It counts them twice.'.concat(' They arrive once.')],
        [Math.round(right / 2), 'one-at-a-time', 'The new ones serve nothing before their time is over.'],
        [running * perMinute * warm, 'the-target-is-a-trigger', 'So many are served, not turned away.'],
      ]),
    };
  },
});
