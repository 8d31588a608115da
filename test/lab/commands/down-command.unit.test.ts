/** `lab down` around its deletions, which down.ts is tested for: what it says of what is left, and where nothing was. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { destroyProjects } from '../../../lib/lab/stacks/down.ts';
import type { Target } from '../../../lib/target.ts';
import { sampleDrill } from '../../support/drills/sample-drill.ts';
import { sampleLab } from '../../support/drills/sample-lab.ts';

vi.mock('../../../lib/lab/stacks/down.ts', () => ({ destroyProjects: vi.fn() }));
/** No pipeline has deployed any stage: the fake emulator lists no stacks. */
vi.mock('../../../lib/lab/stacks/stages.ts', () => ({ deployedStages: async () => [] }));
/** The account is the fake emulator. */
vi.mock('../../../lib/lab/aws/aws-target.ts', () => ({
  awsTarget: async ({ region = 'eu-west-1' }): Promise<Target> => {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const clientConfig = { region, endpoint: here.emulator.endpoint, credentials };
    return { name: 'aws', region, account: '111122223333', clientConfig };
  },
}));

const here = sampleLab([sampleDrill]);
beforeEach(() => {
  vi.mocked(destroyProjects).mockReset();
  vi.mocked(destroyProjects).mockResolvedValue({ survivors: [], stays: [] });
});

const COMMAND = `lab aws s3api delete-bucket --bucket ${'a-long-name-'.repeat(9)}held`;

describe('what is left', () => {
  it('is listed with the command that removes it, unbroken, and the command fails', async () => {
    vi.mocked(destroyProjects).mockResolvedValue({
      survivors: [{ what: 'the bucket held', why: 'it is not empty', remove: COMMAND }],
      stays: [{ what: 'the backup of a table', why: 'it was asked for' }],
    });
    const { out, code } = await here.run('down sample');
    expect(out).toContain('Destroyed Sample.');
    expect(out).toMatch(/Still there, and should be gone:\n {2}the bucket held: it is not empty\.\n {4}lab aws/);
    expect(out.split('\n')).toContain(`    ${COMMAND}`);
    expect(out).toMatch(/Stays on purpose:\n {2}the backup of a table: it was asked for\.\n$/);
    expect(code).toBe(1);
  });

  it('is nothing where all is gone', async () => {
    expect(await here.run('down sample')).toEqual({ out: 'Destroyed Sample.\n', err: '', code: 0 });
  });
});

it('says in which account and region nothing was', async () => {
  here.emulator.stacks.clear();
  const { out } = await here.run('down sample --target aws --region eu-west-3');
  expect(out).toBe('Nothing was deployed in account 111122223333, region eu-west-3.\n');
});
