/** A game day over both regions, as a learner has it: the region in use is lost, and the drill is still to be found. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { contextToFix } from '../../../lib/lab/drills/drill-context.ts';
import { deploymentOf } from '../../../lib/lab/drills/incidents.ts';
import { openTarget } from '../../../lib/lab/target.ts';
import { drills } from '../../../lib/projects/disaster-recovery/drills.ts';
import { disasterRecovery } from '../../../lib/projects/disaster-recovery/project.ts';
import { STRATEGIES, type Strategy } from '../../../lib/projects/disaster-recovery/strategy.ts';
import { runLab, startLab } from '../../support/processes/lab-process.ts';
import { type DeployedRegions, PRIMARY } from '../deployed-regions.ts';
import { dnsOf, follows, hold } from './looking.ts';
import { asDeployed } from './one-run.ts';
import { goTo } from './workflow.ts';

/** The first region is not fenced off when it is back: who repairs it too late has candidates who cannot save. */
const DRILL = 'fence-not-asked';
const place = drills.findIndex(({ name }) => name === DRILL);
/** From page to page: the region is lost after six seconds, and back after almost a minute. */
const EVERY_MINUTES = '0.3';

export function describeGameDay(
  theRegions: () => DeployedRegions,
  strategy: Exclude<Strategy, 'backup-restore'>,
): void {
  it('a game day loses the region in use, and counts what was acknowledged and is gone', {
    timeout: 480_000,
  }, async () => {
    const regions = theRegions();
    const { stateFolder } = regions.lab;
    await asDeployed(regions, STRATEGIES[strategy]);
    const target = await openTarget({ target: 'emulator' }, stateFolder);
    const deployment = await deploymentOf(disasterRecovery, target, join(stateFolder, 'game-day'));
    const is = async (state: string) =>
      (await regions.told<Readonly<Record<string, string>>>('regions'))[PRIMARY] === state;

    const event = startLab(
      ['game-day', `disaster-recovery/${place + 1}`, '--every', EVERY_MINUTES, '--json'],
      stateFolder,
    );
    await hold(
      'the region in use is lost',
      () => is('lost'),
      200,
      async () => event.said,
    );
    const isIll = async () =>
      (await dnsOf(regions)).healthChecks.some(({ type, healthy }) => type === 'CALCULATED' && !healthy);
    await hold('the health check is ill', isIll);
    await (await goTo(regions, 'standby')).end();
    await drills[place]?.solution.apply(contextToFix(deployment));
    await hold('the region is back', () => is('well'), 200);
    await hold('the primary follows again', () => follows(regions, PRIMARY), 200);
    await (await goTo(regions, 'primary')).end();
    const fixed = async () => (await runLab(['check'], stateFolder)).code === 0;
    await hold('a check finds it fixed', fixed, 1_000, async () => (await runLab(['check'], stateFolder)).out);
    expect(await event.ended, event.said.out + event.said.err).toBe(0);

    const day = JSON.parse(event.said.out);
    expect(day).toMatchObject({ outcome: 'fixed', hintsTaken: 0 });
    // One answer a second, on a line that is behind by less.
    expect(day.lost.length).toBeLessThanOrEqual(1);
    expect(day.score.failed).toBeGreaterThan(0);
    const saved = day.asked.map(({ acknowledged }: { acknowledged: boolean }) => acknowledged);
    // Before it was lost, and after; the last may fall into the pause of the way back.
    expect([saved.indexOf(true) < saved.indexOf(false), saved.lastIndexOf(true) > saved.indexOf(false)]).toEqual([
      true,
      true,
    ]);
    const pages = day.moments.filter(({ who }: { who: string }) => who === 'page');
    expect(pages.map(({ text }: { text: string }) => text).filter((text: string) => /^AWS Health/.test(text))).toEqual([
      expect.stringContaining(`no service in ${PRIMARY} answers`),
      expect.stringContaining(`${PRIMARY} answer again`),
    ]);
    expect(readFileSync(day.review, 'utf8')).toContain(`- Acknowledged and lost: ${day.lost.length}.`);
    expect((await runLab(['restore'], stateFolder)).code).toBe(0);
  });
}
