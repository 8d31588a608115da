/** A game day at the deployed exam room, as a learner has it: one terminal shows the clock, another has the fix. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { contextToFix } from '../../lib/lab/drills/drill-context.ts';
import { drills } from '../../lib/projects/web-app/drills.ts';
import { startLab } from '../support/processes/lab-process.ts';
import type { DeployedRoom } from './deployed-room.ts';

const DRILL = 'packets-dropped';
const place = drills.findIndex(({ id }) => id.endsWith(`/${DRILL}`));

export function describeGameDay(theRoom: () => DeployedRoom): void {
  it('a game day has its clock, its pages and its score, and loses nothing that was acknowledged', {
    timeout: 240_000,
  }, async () => {
    const room = theRoom();
    const fix = contextToFix({ aws: room.aws, outputs: room.outputs, notes: room.stateFolder });
    const target = { groupId: room.outputs.WebSecurityGroupId as string, way: 'ingress' } as const;
    const before = await fix.get('group-rules', target);
    const args = ['game-day', `web-app/${place + 1}`, '--every', '0.1', '--json'];
    const event = startLab(args, room.stateFolder);
    const begun = async () => /"open":true|web-app/.test((await room.lab('ticket', '--json')).out);
    for (let left = 60; left > 0 && !(await begun()); left--) expect(event.child.exitCode, event.said.err).toBeNull();
    // So long that a page has come.
    await sleep(8_000);
    await fix.set('group-rules', target, before);
    // So that something is acknowledged before the event ends.
    expect(await room.untilHealthy(2)).toBe(true);
    await sleep(5_000);
    const check = await room.lab('check');
    expect([check.code, await event.ended], `${check.out}${event.said.out}${event.said.err}`).toEqual([0, 0]);

    const day = JSON.parse(event.said.out);
    expect(day).toMatchObject({ outcome: 'fixed', lost: [], checks: 1, hintsTaken: 0 });
    expect(day.score.failed).toBeGreaterThan(0);
    expect(day.asked.some(({ acknowledged }: { acknowledged: boolean }) => acknowledged)).toBe(true);
    expect(day.moments.map(({ who }: { who: string }) => who)).toContain('page');
    expect(readFileSync(day.review, 'utf8')).toContain('- Acknowledged and lost: 0.');
    expect((await room.lab('restore')).code).toBe(0);
  });
}
