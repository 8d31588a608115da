/**
 * Every setting that a drill can break: read as it is, written back as it was, everything beside it left alone, and gone
 * only when its service says so. What the emulator does with these calls, the proofs of the
 * drills see.
 */
import { describe, expect, it } from 'vitest';
import { sameValue, settingOf } from '../../../lib/lab/settings/settings.ts';
import { type Answers, answeringAws, refusal } from '../../support/fakes/answering-aws.ts';
import { ABSENT, INDEX, STORE_CASES, TABLE } from './store-cases.ts';
import { TRAFFIC_CASES } from './traffic-cases.ts';
import { WEB_CASES } from './web-cases.ts';

const CASES = [...STORE_CASES, ...TRAFFIC_CASES, ...WEB_CASES];

const isRead = (call: string) => /\.(get|describe|list|head)/.test(call);

describe.each(CASES.map((one) => [one.kind, one] as const))('%s', (kind, one) => {
  const setting = settingOf(kind);
  const read = (answers: Answers) => setting.read(answeringAws(answers).aws, one.target);
  const [first] = Object.keys(one.answers) as [string];

  it('belongs to its resource, and is read as it is', async () => {
    expect(setting.resource(one.target)).toBe(one.resource);
    expect(await read(one.answers)).toEqual(one.value);
    for (const [answers, value] of one.also ?? []) expect(await read(answers)).toEqual(value);
  });

  it('is gone with its resource, and not for who may not look', async () => {
    if (one.gone) expect(await read(one.gone)).toBeUndefined();
    await expect(read({ ...one.answers, [first]: refusal('AccessDenied') })).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });

  it('is written as it was, and what stands beside it stays', async () => {
    for (const [value, wanted] of one.writes) {
      const done = Object.fromEntries(wanted.map(([call]) => [call, {}]));
      const { aws, calls } = answeringAws({ ...one.answers, ...done });
      await setting.write(aws, one.target, value);
      expect(calls.filter(([call]) => !isRead(call))).toEqual(wanted);
    }
  });
});

it('an index is only made when the one before it is gone', async () => {
  let there = true;
  const { aws, calls } = answeringAws({
    'dynamodb.describeTable': () => ({ Table: there ? TABLE : { ...TABLE, GlobalSecondaryIndexes: [] } }),
    'dynamodb.updateTable': () => {
      there = false;
      return {};
    },
  });
  await settingOf('table-index').write(aws, { tableName: 't', indexName: 'i' }, null);
  await settingOf('table-index').write(aws, { tableName: 't', indexName: 'i' }, INDEX);
  const updates = calls.filter(([call]) => !isRead(call)).map(([, input]) => input as Record<string, object[]>);
  expect(updates.map((update) => Object.keys(update.GlobalSecondaryIndexUpdates?.[0] ?? {}))).toEqual([
    ['Delete'],
    ['Create'],
  ]);
});

it('a permission that is not there can be taken away again', async () => {
  const { aws } = answeringAws({ 'lambda.removePermission': refusal(ABSENT) });
  const target = { functionName: 'f', alias: 'live', statementId: 's' };
  await expect(settingOf('function-permission').write(aws, target, null)).resolves.toBeUndefined();
});

it('refuses a kind of another version of the lab', () => {
  expect(() => settingOf('toString')).toThrow(expect.objectContaining({ code: 'UnknownSetting' }));
});

it('values are the same in whatever order their keys are', () => {
  expect(sameValue({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
  expect(sameValue({ a: 1 }, { a: 1, b: undefined })).toBe(false);
});
