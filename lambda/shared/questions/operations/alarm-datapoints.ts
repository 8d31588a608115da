/** Does an alarm fire: M of N datapoints, and what is missing. */
import { defineFamily } from '../family.ts';

/** A period's value; undefined where nothing was reported. */
export type Datapoint = number | undefined;
export type Missing = 'missing' | 'ignore' | 'breaching' | 'notBreaching';
export type State = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/**
 * An alarm that was OK, just evaluated over its last N periods; the newest is last. Nothing older was reported: CloudWatch looks
 * further back than N periods, and what it finds there takes the place of a gap (the page that is read, "How alarm state is
 * evaluated when data is missing").
 */
export interface Alarm {
  readonly threshold: number;
  readonly datapointsToAlarm: number;
  readonly points: readonly Datapoint[];
}

/** A setting with the state that it leads to. */
export interface AlarmClaim {
  readonly treatMissing: Missing;
  readonly datapointsToAlarm: number;
  readonly state: State;
}

const METRICS = [
  'Errors of a function',
  'Throttles of a function',
  'the 5xx answers of an API',
  'the age of the oldest message',
  'failed steps of a workflow',
];
const WORDS: Readonly<Record<Missing, string>> = {
  missing: 'missing',
  ignore: 'ignore',
  breaching: 'breaching',
  notBreaching: 'notBreaching',
};

/** M of N, where every period either has a value or is counted as the setting says. */
function stateOf({ threshold, points }: Alarm, treatMissing: Missing, datapointsToAlarm: number): State | undefined {
  if (points.includes(undefined) && (treatMissing === 'missing' || treatMissing === 'ignore')) return undefined;
  const over = points.filter((point) =>
    point === undefined ? treatMissing === 'breaching' : point > threshold,
  ).length;
  return over >= datapointsToAlarm ? 'ALARM' : 'OK';
}

export const alarmDatapoints = defineFamily<Alarm, AlarmClaim>({
  id: 'alarm-datapoints',
  kind: 'proven',
  tasks: ['DVA-C03/4.2', 'SAA-C03/2.2'],
  level: 'apply',
  read: [
    { guide: 'Amazon CloudWatch User Guide', page: 'Configuring how CloudWatch alarms treat missing data' },
    { path: 'lib/projects/event-pipeline/README.md' },
  ],
  asOf: '2026-11-27',
  names: METRICS,
  misconceptions: {
    'one-datapoint-is-enough': 'One value over the threshold makes an alarm.',
    'datapoints-must-follow-each-other': 'The datapoints over the threshold must stand next to each other.',
    'missing-data-alarms': 'A period without data counts as one over the threshold.',
    'missing-data-is-fine': 'A period without data counts as one below the threshold.',
  },
  draw(random) {
    const threshold = random.pick([0, 5, 10, 50]);
    const count = random.pick([3, 4, 5]);
    const points = Array.from({ length: count }, (): Datapoint => {
      const kind = random.pick(['over', 'over', 'under', 'none']);
      return kind === 'none'
        ? undefined
        : kind === 'over'
          ? threshold + random.whole(1, 9)
          : Math.max(0, threshold - random.whole(0, 3));
    });
    const gaps = points.filter((point) => point === undefined).length;
    return gaps === 0 || gaps === count ? undefined : { threshold, datapointsToAlarm: random.whole(2, count), points };
  },
  write(alarm, random) {
    const { threshold, datapointsToAlarm, points } = alarm;
    const over = points.filter((point) => point !== undefined && point > threshold).length;
    const gaps = points.filter((point) => point === undefined).length;
    const option = (treatMissing: Missing, needed: number) => {
      const state = stateOf(alarm, treatMissing, needed) as State;
      return { treatMissing, needed, state };
    };
    const settings = (['breaching', 'notBreaching'] as const).flatMap((missing) =>
      [datapointsToAlarm - 1, datapointsToAlarm, datapointsToAlarm + 1]
        .filter((needed) => needed >= 1 && needed <= points.length)
        .map((needed) => option(missing, needed)),
    );
    const wanted = random.pick<State>(['ALARM', 'OK']);
    const right = settings.filter(({ state }) => state === wanted);
    const wrong = settings.filter(({ state }) => state !== wanted);
    if (right.length === 0 || wrong.length < 3) return undefined;
    const shown = ({ treatMissing, needed, state }: (typeof settings)[number], isRight: boolean) => ({
      text: `${needed} of ${points.length} datapoints to alarm, missing data as ${WORDS[treatMissing]}`,
      claim: { treatMissing, datapointsToAlarm: needed, state: wanted },
      reason:
        `${over} of ${points.length} are over ${threshold}, and ${gaps} without data ${gaps === 1 ? 'counts' : 'count'} as ` +
        `${treatMissing === 'breaching' ? 'over' : 'not over'} it: ${treatMissing === 'breaching' ? over + gaps : over} where ${needed} are needed, so it is ${state}.`,
      ...(!isRight && {
        misconception:
          treatMissing === 'breaching'
            ? 'missing-data-is-fine'
            : needed === 1
              ? 'one-datapoint-is-enough'
              : over >= needed - 1
                ? 'datapoints-must-follow-each-other'
                : 'missing-data-alarms',
      }),
    });
    const list = points.map((point) => (point === undefined ? 'no data' : `${point}`)).join(', ');
    return {
      stem:
        `An alarm on ${random.pick(METRICS)} compares with "greater than ${threshold}" over ${points.length} periods. The last ` +
        `${points.length} were, oldest first: ${list}. Nothing was reported before them. With which setting is the alarm in the state ${wanted} after this evaluation?`,
      decides: list,
      options: [shown(random.pick(right), true), ...wrong.map((one) => shown(one, false))],
    };
  },
});
