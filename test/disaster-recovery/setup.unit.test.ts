/** What the lab is told of the two regions, and what it refuses before anything is done. */
import { describe, expect, it, vi } from 'vitest';
import type { Lab } from '../../lib/lab/lab.ts';
import { breakableSlugs, completeSettings, refuseWithoutDrills } from '../../lib/lab/stacks/setup.ts';
import { settingsIn, settingsText } from '../../lib/project-settings.ts';
import { disasterRecovery, STANDBY_REGION } from '../../lib/projects/disaster-recovery/project.ts';
import { setup } from '../../lib/projects/disaster-recovery/setup.ts';
import type { Target } from '../../lib/target.ts';

const { world } = vi.hoisted(() => ({ world: { settings: '' } }));

vi.mock('../../lib/lab/stacks/stacks.ts', () => ({
  allOutputs: async () => ({ Settings: world.settings }),
  deployedProjects: async ({ projects }: Pick<Lab, 'projects'>) => projects.map(({ project }) => project),
}));

const EMULATOR = { name: 'emulator', region: 'us-east-1' } as const;
const AWS = { name: 'aws', region: 'eu-west-1' } as const;
const ZONE = { domain: 'exam.example.com', zone: 'Z0123456789ABC' };
const lab = { projects: [{ project: disasterRecovery, setup: async () => setup }] };

type Settings = Readonly<Record<string, string>>;
const complete = (
  asked: Settings,
  { before = {}, target = EMULATOR }: { before?: Settings; target?: typeof EMULATOR | typeof AWS } = {},
) => completeSettings(lab, [disasterRecovery], { asked, before }, target);

describe('what the app is told', () => {
  it('is a pilot light from the region of the target where nothing else is asked for', async () => {
    expect(await complete({})).toMatchObject({ dr: 'pilot-light', standby: 'waiting', regions: 'us-east-1,us-west-2' });
    expect(await complete(ZONE, { target: AWS })).toEqual({
      ...{ dr: 'pilot-light', standby: 'waiting', regions: 'eu-west-1,us-west-2' },
      ...ZONE,
    });
  });

  it('stays what it is deployed with, but for what is asked for', async () => {
    const before = { dr: 'warm-standby', standby: 'waiting', ...ZONE };
    expect(await complete({}, { before, target: AWS })).toEqual({ ...before, regions: 'eu-west-1,us-west-2' });
    expect(await complete({ standby: 'serving' }, { before })).toMatchObject({
      dr: 'warm-standby',
      standby: 'serving',
    });
  });

  it('is what it was deployed with on the emulator too, whose zone nobody may choose', async () => {
    const before = { dr: 'warm-standby', standby: 'waiting', ...ZONE };
    expect(await complete({}, { before })).toMatchObject({ dr: 'warm-standby', domain: 'exam.example.com' });
    await expect(complete(before)).rejects.toMatchObject({ code: 'OptionNeedsAws' });
  });

  it('goes through the output of a stack unchanged', () => {
    const told = {
      dr: 'pilot-light',
      domain: 'exam.example.com',
      snapshot: 'arn:aws:rds:us-west-2:1:cluster-snapshot:a',
    };
    expect(settingsIn(settingsText(told))).toEqual(told);
    expect(settingsIn('')).toEqual({});
  });

  it('costs what the strategy costs', async () => {
    const usd = async (asked: Settings) => setup.idleUsdPerMonth(await complete(asked));
    expect(await usd({})).toBe(disasterRecovery.idleUsdPerMonth);
    expect(await usd({ dr: 'warm-standby' })).toBeGreaterThan(await usd({}));
  });
});

describe('what it is deployed as', () => {
  const target = EMULATOR as Target;
  const others = { project: { ...disasterRecovery, slug: 'web-app' } };
  const both = { projects: [...lab.projects, others] };

  it.each([
    ['dr=backup-restore standby=waiting', /as backup-restore, and its.*`lab down disaster-recovery`, then `lab up/],
    ['dr=warm-standby standby=waiting', /as warm-standby, and its.*`lab up disaster-recovery -c dr=pilot-light -c/],
    ['dr=active-active standby=waiting', /as active-active, and its.*-c standby=waiting` makes it one/],
    ['dr=pilot-light standby=serving', /as pilot-light that serves in the other region already, and its/],
  ])('is not what the drills are about: none is opened, and none is drawn (%s)', async (settings, said) => {
    world.settings = settings;
    const opened = refuseWithoutDrills(both, disasterRecovery, target);
    await expect(opened).rejects.toMatchObject({ code: 'NothingToBreak', message: expect.stringMatching(said) });
    expect(await breakableSlugs(both, target)).toEqual(['web-app']);
  });

  it.each(['dr=pilot-light standby=waiting', ''])('is what they are about (%j)', async (settings) => {
    world.settings = settings;
    await refuseWithoutDrills(both, disasterRecovery, target);
    expect(await breakableSlugs(both, target)).toEqual(['disaster-recovery', 'web-app']);
  });

  it('says nothing of a project that is told nothing', async () => {
    await refuseWithoutDrills(both, others.project, target);
  });
});

describe('what is refused', () => {
  it.each([
    [{ dr: 'cold' }, {}, 'WrongSetting', /^-c dr: got cold, wanted one of backup-restore, pilot-light/],
    [{ region: 'x' }, {}, 'WrongSetting', /no setting region\. These projects take dr \(/],
    [{ zone: 'Z0123456789ABC' }, {}, 'OptionNeedsAws', /-c zone belongs to --target aws/],
    [{ standby: 'asleep' }, {}, 'WrongSetting', /wanted one of waiting, serving/],
    [{}, { target: AWS }, 'WrongSetting', /^-c domain: got nothing, wanted a domain that is a public hosted zone/],
    [{ domain: ZONE.domain }, { target: AWS }, 'WrongSetting', /^-c zone: got nothing/],
    [ZONE, { target: { ...AWS, region: STANDBY_REGION } }, 'WrongSetting', /standby is in us-west-2.*--region/],
    [ZONE, { target: { ...AWS, region: 'af-south-1' } }, 'WrongSetting', /regions: got af-south-1,us-west-2/],
    [
      { ...ZONE, dr: 'backup-restore' },
      { target: AWS, before: { dr: 'pilot-light', ...ZONE } },
      'WrongSetting',
      /deployed as pilot-light.*lab down disaster-recovery/,
    ],
  ] as const)('%j with %j', async (asked, where, code, said) => {
    await expect(complete(asked, where as object)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(said),
    });
  });
});
