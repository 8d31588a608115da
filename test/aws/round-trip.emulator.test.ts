import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { startEmulator } from '../../lib/emulator/emulator.ts';
import { localUrl } from '../../lib/emulator/local-url.ts';
import { awsClients } from '../../lib/lab/aws/aws-clients.ts';
import { openLab } from '../../lib/lab/lab.ts';
import { physicalIdsOf } from '../../lib/lab/stacks/stack-resources.ts';
import { allOutputs, statusOf } from '../../lib/lab/stacks/stacks.ts';
import { upOnEmulator } from '../../lib/lab/stacks/up.ts';
import { emulatorTarget } from '../../lib/lab/target.ts';
import { CURRICULUM, STARTED_BY_DEFAULT } from '../../lib/projects/registry.ts';
import type { Target } from '../../lib/target.ts';
import { deployedTarget } from '../support/deployed-target.ts';
import { runLab } from '../support/processes/lab-process.ts';
import { costOf, refuseWhereDeployed, setUp } from './round-trip.ts';

const { endpoint, stateFolder } = await deployedTarget();
const target = emulatorTarget(endpoint, stateFolder);

describe('a test that destroys what it finds', () => {
  it('refuses to begin where anything of the lab is deployed, and names it', async () => {
    const refused = refuseWhereDeployed(openLab(CURRICULUM, stateFolder), target);
    await expect(refused).rejects.toMatchObject({ code: 'NotOurStack' });
    for (const { project } of STARTED_BY_DEFAULT) await expect(refused).rejects.toThrow(project.stackName);
  });

  it('begins where nothing of it is', async () => {
    const elsewhere = STARTED_BY_DEFAULT.map((entry) => ({
      ...entry,
      project: { ...entry.project, stackName: `Elsewhere${entry.project.stackName}` },
    }));
    await expect(refuseWhereDeployed(openLab(elsewhere, stateFolder), target)).resolves.toBeUndefined();
  });
});

describe('what stands around the tests', () => {
  const own = openLab(CURRICULUM, join(inject('stateFolders'), 'round-trip'));
  const [{ project: smallest }] = STARTED_BY_DEFAULT as [(typeof STARTED_BY_DEFAULT)[0]];
  const deploy = () => upOnEmulator(own, [smallest], { quiet: true });
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  let place: Target;

  beforeAll(async () => {
    const emulator = await startEmulator(own.stateFolder);
    place = emulatorTarget(emulator.endpoint, own.stateFolder);
  });
  beforeEach(() => said.splice(0));
  afterAll(() => emulatorTarget(endpoint, stateFolder));
  const isThere = async () => (await statusOf([smallest], place)).some(({ state }) => state !== 'not-deployed');

  it('deploys, and takes all of it down: it says what it cost, and that nothing survived', async () => {
    const end = await setUp(own, place, deploy, say);
    expect(await isThere()).toBe(true);

    expect(await end()).toBe(true);
    expect(await isThere()).toBe(false);
    expect(said.join('\n')).toMatch(/It stood for 0\.\d\d hours: \$0\.\d\d at the most[\s\S]*Nothing survived/);
  });

  it('takes down what was deployed before it broke off, and says why it did', async () => {
    const breaksOff = async () => {
      await deploy();
      throw new Error('the network is down');
    };
    await expect(setUp(own, place, breaksOff, say)).rejects.toThrow('the network is down');
    expect(await isThere()).toBe(false);
    expect(said.join('\n')).toContain('Nothing survived');
  });

  it('names what survived, with the command that removes it, and does not end well', async () => {
    const end = await setUp(own, place, deploy, say);
    const { logs } = awsClients(place.clientConfig);
    const logGroupName = `/aws/lambda/${smallest.stackName}-Forgotten`;
    await logs.createLogGroup({ logGroupName });

    expect(await end()).toBe(false);
    expect(said.join('\n')).toMatch(new RegExp(`still there, and should be gone: .*${logGroupName}.*delete-log-group`));
    await logs.deleteLogGroup({ logGroupName });
  });
});

describe('what somebody works with', () => {
  const own = openLab(CURRICULUM, join(inject('stateFolders'), 'beside'));
  const [{ project }] = STARTED_BY_DEFAULT as [(typeof STARTED_BY_DEFAULT)[0]];
  /** As package.json starts `npm run test:aws`: the stacks of this process have names of their own. */
  const env = { ...process.env, CERTLAB_TEST_STACKS: '1' };
  afterAll(async () => {
    await runLab(['down'], own.stateFolder);
    emulatorTarget(endpoint, stateFolder);
  });

  it('stands beside what is tested, untouched, and is not named when that is taken down', {
    timeout: 180_000,
  }, async () => {
    const { target: place } = await upOnEmulator(own, [project], { quiet: true });
    const aws = awsClients(place.clientConfig);
    const before = await physicalIdsOf(project.stackName, aws);

    const up = await runLab(['up', project.slug, '--json'], own.stateFolder, env);
    expect(up.code, up.err).toBe(0);
    expect(up.json().projects).toMatchObject([{ stack: `Test${project.stackName}` }]);
    const tested = await physicalIdsOf(`Test${project.stackName}`, aws);
    // Some logical ids have the stack's name in them.
    expect(tested.size).toBe(before.size);
    // What has a name of its own has another name; the rest is named inside of what it belongs to.
    const names = [...before.values()].filter((id) => id.includes(project.stackName));
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((id) => [...tested.values()].includes(id))).toEqual([]);

    const down = await runLab(['down', project.slug, '--json'], own.stateFolder, env);
    expect(down.json()).toMatchObject({ destroyed: [`Test${project.stackName}`], survivors: [] });
    expect(down.code).toBe(0);
    expect(await physicalIdsOf(project.stackName, aws)).toEqual(before);
    const { ApiUrl = '' } = await allOutputs(project.stackName, place);
    expect((await fetch(`${localUrl(ApiUrl, place.endpoint as string)}/health`)).status).toBe(200);
  });
});

describe('its price', () => {
  it('is that of the projects and of the stages, for the hours that they stood', () => {
    const [{ project }] = STARTED_BY_DEFAULT as [(typeof STARTED_BY_DEFAULT)[0]];
    const projects = [{ ...project, idleUsdPerMonth: 7.3, stagesUsdPerMonth: 73 }];
    expect(costOf(projects, 10)).toMatch(/^It stood for 10\.00 hours: \$1\.10 at the most, of \$80\.30 a month/);
  });
});
