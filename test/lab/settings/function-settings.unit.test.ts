/** What drills change of a function that has an alias: in the version that callers get, and in `$LATEST`. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { buildFile, liveAndLatest } from '../../../lib/lab/settings/lambda.ts';
import { settingOf } from '../../../lib/lab/settings/settings.ts';
import { type Answers, answeringAws, refusal } from '../../support/fakes/answering-aws.ts';

const builds = mkdtempSync(join(tmpdir(), 'certlab-builds-'));
afterAll(() => rmSync(builds, { recursive: true }));
/** As SHA-256 in base64; the second has what base64url writes otherwise. */
const [OLD, NEW] = ['AAAA', '+/+/'] as const;
for (const sha256 of [OLD, NEW]) writeFileSync(buildFile(builds, sha256), `build ${sha256}`);

const F = { functionName: 'f', alias: 'live' };
const CONFIGURATION = { Timeout: 9, CodeSha256: OLD, Environment: { Variables: { A: 'a', B: 'b' } } };
const LATEST = { Timeout: 3, CodeSha256: NEW, LastUpdateStatus: 'Successful' };
const there: Answers = {
  'lambda.getFunctionConfiguration': ({ Qualifier }: { Qualifier?: string }) =>
    Qualifier === 'live' ? CONFIGURATION : LATEST,
};
const configure = (change: object) => ['lambda.updateFunctionConfiguration', { ...change, FunctionName: 'f' }];
const variables = (Variables: object) => configure({ Environment: { Variables } });
const code = (sha256: string) => [
  'lambda.updateFunctionCode',
  { FunctionName: 'f', ZipFile: Buffer.from(`build ${sha256}`) },
];
const published = [
  ['lambda.publishVersion', { FunctionName: 'f' }],
  ['lambda.updateAlias', { FunctionName: 'f', Name: 'live', FunctionVersion: '7' }],
];

const KINDS = [
  {
    kind: 'function-setting',
    target: { ...F, field: 'Timeout' },
    value: [9, 3],
    changes: [4, 5],
    by: [4, 5].map((Timeout) => configure({ Timeout })),
  },
  {
    kind: 'function-variable',
    target: { ...F, name: 'A' },
    value: ['a', null],
    changes: ['c', null],
    by: [variables({ A: 'c' }), variables({})],
  },
  {
    kind: 'function-code',
    target: { ...F, builds },
    value: [OLD, NEW],
    changes: [NEW, OLD],
    by: [code(NEW), code(OLD)],
  },
];

describe.each(KINDS)('$kind', ({ kind, target, value, changes: [live, latest], by }) => {
  const setting = settingOf(kind);
  const read = (answers: Answers, of: object = target) => setting.read(answeringAws(answers).aws, of as never);
  async function writes(change: unknown, of: object = target) {
    const done = ['updateFunctionConfiguration', 'updateFunctionCode', 'updateAlias'].map((call) => [
      `lambda.${call}`,
      {},
    ]);
    const { aws, calls } = answeringAws({
      ...there,
      ...Object.fromEntries(done),
      'lambda.publishVersion': { Version: '7' },
    });
    await setting.write(aws, of as never, change as never);
    return calls.filter(([call]) => !call.includes('.get'));
  }
  const plain = Object.fromEntries(Object.entries(target).filter(([name]) => name !== 'alias'));

  it('is read of both, and of one where callers use no alias', async () => {
    expect(setting.resource(target as never)).toBe('lambda:function:f');
    expect(await read(there)).toEqual({ live: value[0], latest: value[1] });
    expect(await read(there, plain)).toEqual(liveAndLatest(value[1]));
  });

  it('is gone with the function or with its alias', async () => {
    const gone = refusal('ResourceNotFoundException');
    expect(await read({ 'lambda.getFunctionConfiguration': gone })).toBeUndefined();
    const without = (lost?: string) => ({
      'lambda.getFunctionConfiguration': ({ Qualifier }: { Qualifier?: string }) =>
        Qualifier === lost ? gone : LATEST,
    });
    expect(await read(without('live'))).toBeUndefined();
    expect(await read(without(undefined))).toBeUndefined();
  });

  it('is published for callers, and then written once more where `$LATEST` is another', async () => {
    expect(await writes({ live, latest })).toEqual([by[0], ...published, by[1]]);
    expect(await writes(liveAndLatest(live))).toEqual([by[0], ...published]);
    expect(await writes(liveAndLatest(live), plain)).toEqual([by[0]]);
  });
});

it('an update that is still under way is waited for', async () => {
  let asked = 0;
  const { aws, calls } = answeringAws({
    'lambda.updateFunctionConfiguration': {},
    'lambda.getFunctionConfiguration': () => ({ LastUpdateStatus: ++asked < 2 ? 'InProgress' : 'Successful' }),
  });
  await settingOf('function-setting').write(
    aws,
    { functionName: 'f', field: 'Timeout' } as never,
    liveAndLatest(1) as never,
  );
  expect(calls.map(([call]) => call.split('.')[1])).toEqual([
    ...['updateFunctionConfiguration', 'getFunctionConfiguration', 'getFunctionConfiguration'],
  ]);
});
