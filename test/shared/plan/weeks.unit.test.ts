import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STUDY_HOURS } from '../../../lambda/shared/content/study-hours.ts';
import { BLUEPRINTS } from '../../../lambda/shared/exams/blueprints.ts';
import { type PlanTask, planOf } from '../../../lambda/shared/plan/weeks.ts';
import { type BlueprintCode, weightsOf } from '../../../lib/study/weights.ts';

const tasksOf = (code: BlueprintCode): PlanTask[] =>
  BLUEPRINTS[code].domains.flatMap(({ tasks }) =>
    tasks.map(({ id, title }) => ({ id, title, weight: weightsOf(code).get(`${code}/${id}` as never) as number })),
  );
const SAA = tasksOf('SAA-C03');
const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
const hoursOf = (plan: ReturnType<typeof planOf>, id: string) =>
  sum(plan.weeks.flatMap(({ tasks }) => tasks.filter((task) => task.id === id).map(({ hours }) => hours)));

describe('a plan', () => {
  it('gives each task time by its weight, the heaviest first, and the last week to a mock exam', () => {
    const plan = planOf({ today: '2026-11-28', day: '2027-02-06', hours: 8, tasks: SAA });
    expect(plan.weeks).toHaveLength(10);
    expect([plan.available, plan.planned, plan.short]).toEqual([80, 80, undefined]);
    expect(plan.weeks.at(-1)).toMatchObject({ from: '2027-01-30', to: '2027-02-05', tasks: [], review: 8 });
    for (const { id, weight } of SAA) expect(Math.abs(hoursOf(plan, id) - (72 * weight) / 100)).toBeLessThan(0.26);
    const order = plan.weeks.flatMap(({ tasks }) => tasks.map(({ weight }) => weight));
    expect(order).toEqual(order.toSorted((a, b) => b - a));
  });

  it('gives more time to what is weak, and puts it first', () => {
    const known = new Map(SAA.map(({ id }) => [id, id === '4.4' ? 0.2 : 0.9]));
    const asked = { today: '2026-11-28', day: '2027-02-06', hours: 8, tasks: SAA };
    const [plain, own] = [planOf(asked), planOf({ ...asked, known })];
    expect(own.weeks[0]?.tasks[0]?.id).toBe('4.4');
    expect(hoursOf(own, '4.4')).toBeGreaterThan(2 * hoursOf(plain, '4.4'));
    for (const { id } of SAA) expect(hoursOf(own, id)).toBeGreaterThan(0);
  });

  it('says what would be enough where the time is too short for somebody new', () => {
    const { short, available } = planOf({ today: '2026-11-28', day: '2026-12-19', hours: 6, tasks: SAA });
    expect([available, short]).toEqual([18, { hours: 20, day: '2027-02-06' }]);
    for (const better of [
      { hours: 20, day: '2026-12-19' },
      { hours: 6, day: '2027-02-06' },
    ])
      expect(planOf({ today: '2026-11-28', tasks: SAA, ...better }).short).toBeUndefined();
  });

  it('plans no more hours than people report, however many there are', () => {
    const { planned, available } = planOf({ today: '2026-11-28', day: '2027-11-20', hours: 20, tasks: SAA });
    expect(available).toBeGreaterThan(1000);
    expect(Math.abs(planned - STUDY_HOURS.most)).toBeLessThanOrEqual(52 / 8);
  });

  it('names the tasks that no time is left for, those of the least weight', () => {
    const { left, weeks } = planOf({ today: '2026-11-28', day: '2026-11-29', hours: 7, tasks: SAA });
    expect(weeks).toMatchObject([{ from: '2026-11-28', to: '2026-11-28', hours: 1, review: 0.25 }]);
    expect(left.length).toBe(SAA.length - 3);
  });

  it('covers every day until the exam once, and spends every hour once, whatever is asked', () => {
    const day = fc.integer({ min: 1, max: 366 });
    const known = fc.option(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 14, maxLength: 14 }));
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 60 }), known, (days, hours, shares) => {
        const on = new Date(Date.parse('2026-11-28') + days * 86_400_000).toISOString().slice(0, 10);
        const plan = planOf({
          ...{ today: '2026-11-28', day: on, hours, tasks: SAA },
          ...(shares && { known: new Map(SAA.map(({ id }, place) => [id, shares[place] as number])) }),
        });
        const covered = plan.weeks.flatMap(({ from, to }) => {
          const length = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
          return Array.from({ length }, (_, at) => Date.parse(from) / 86_400_000 + at);
        });
        expect(covered).toEqual(Array.from({ length: days }, (_, at) => Date.parse('2026-11-28') / 86_400_000 + at));
        for (const week of plan.weeks)
          expect(sum(week.tasks.map((task) => task.hours)) + week.review).toBeCloseTo(week.hours);
        const planned = new Set(plan.weeks.flatMap(({ tasks }) => tasks.map(({ id }) => id)));
        expect(planned.size + plan.left.length).toBe(SAA.length);
      }),
    );
  });
});
