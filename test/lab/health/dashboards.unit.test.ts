/** What a dashboard has to show still, however it is laid out. */
import { describe, expect, test } from 'vitest';
import { dashboardShows } from '../../../lib/lab/health/dashboards.ts';
import { answeringAws, refusal } from '../../support/fakes/answering-aws.ts';

const ALARMS = [
  'arn:aws:cloudwatch:us-east-1:111122223333:alarm:Errors',
  'arn:aws:cloudwatch:us-east-1:111122223333:alarm:Slow',
];
const line = (name: string, ...more: unknown[]) => ['AWS/Lambda', name, 'FunctionName', 'worker', ...more];
const board = (...widgets: object[]) => ({ widgets });
const graph = (...metrics: unknown[][]) => ({ type: 'metric', properties: { title: 'Worker', metrics } });
const states = (alarms: string[]) => ({ type: 'alarm', properties: { alarms } });
const DEPLOYED = board(states(ALARMS), graph(line('Errors', { stat: 'Sum' }), line('Throttles')));

const shows = (now: object | Error, deployed: unknown = DEPLOYED) =>
  dashboardShows(
    {
      ...{ logicalId: 'Board', type: 'AWS::CloudWatch::Dashboard', physicalId: 'board', arn: 'of no account here' },
      properties: { DashboardBody: deployed },
    },
    {
      aws: answeringAws({
        'cloudwatch.getDashboard': now instanceof Error ? now : { DashboardBody: JSON.stringify(now) },
        'cloudwatch.listTagsForResource': {},
      }).aws,
      stack: { partition: 'aws', region: 'us-east-1', account: '111122223333', resources: [] },
    },
  );

describe('a dashboard', () => {
  test.each<[string, object]>([
    ['as it is', DEPLOYED],
    ['with more', board(...DEPLOYED.widgets, graph(line('Duration')))],
    [
      'in another order, one graph each',
      board(graph(line('Throttles')), graph(line('Errors')), states(ALARMS.toReversed())),
    ],
    ['with short lines', board(states(ALARMS), graph(line('Errors'), ['.', 'Throttles', '.', '.']))],
    [
      'without titles and statistics',
      board(states(ALARMS), { type: 'metric', properties: { metrics: [line('Errors'), line('Throttles')] } }),
    ],
  ])('shows what it did: %s', async (_, now) => expect(await shows(now)).toBe(true));

  test('is compared with a text of JSON, too', async () => {
    expect(await shows(DEPLOYED, JSON.stringify(DEPLOYED))).toBe(true);
    expect(await shows(board(), JSON.stringify(DEPLOYED))).toBe(false);
  });

  test.each<[string, object | Error]>([
    ['is gone', refusal('ResourceNotFound')],
    ['is empty', board()],
    ['lacks a metric', board(states(ALARMS), graph(line('Errors')))],
    ['lacks an alarm', board(states(ALARMS.slice(0, 1)), graph(line('Errors'), line('Throttles')))],
    ['speaks of a metric in words alone', board(states(ALARMS), graph(line('Errors', { label: 'Throttles' })))],
    [
      'shows another function',
      board(states(ALARMS), graph(...[line('Errors'), line('Throttles')].map((each) => each.with(3, 'other')))),
    ],
  ])('does not when it %s', async (_, now) => expect(await shows(now)).toBe(false));
});
