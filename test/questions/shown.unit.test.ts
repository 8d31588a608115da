/** What two items have in common once numbers and names are taken out, by which the bank finds those that are alike. */
import { expect, it } from 'vitest';
import { masked } from '../../lambda/shared/questions/shown.ts';

it.each([
  ['takes 7 of 1,024.5 s at 10:30', [], 'takes # of # s at #'],
  ['the queue orders feeds orders-dead', ['orders', 'orders-dead'], 'the queue @ feeds @'],
  ['nothing of either', ['orders'], 'nothing of either'],
])('%j without %j', (text, names, said) => {
  expect(masked(text, names)).toBe(said);
});
