/** A vault as AWS Backup has it: deleted when it is empty ("Deleting a backup vault"), and not found when it is not there. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { deleteVault } from '../../../lib/lab/stacks/vaults.ts';

const POINT = 'arn:aws:rds:us-west-2:000000000000:cluster-snapshot:awsbackup:job-1';
const OTHER = POINT.replace('job-1', 'copyjob-2');

let server: Server;
let endpoint: string;
/** By name, the recovery points of each vault that is there. */
let vaults: Map<string, string[]>;
let regions: Set<string | undefined>;
/** What is answered to whatever deletes, in place of what AWS Backup does. */
let refused: string | undefined;

beforeAll(async () => {
  server = createServer((request, response) => {
    const [, , name = '', list, arn] = (request.url ?? '').split('/').map(decodeURIComponent);
    const points = vaults.get(name);
    regions.add(/Credential=[^/]+\/\d+\/([^/]+)\/backup\//.exec(request.headers.authorization ?? '')?.[1]);
    const no = (status: number, __type: string, Message: string) =>
      response.writeHead(status).end(JSON.stringify({ __type, Message }));
    if (!points) return no(404, 'ResourceNotFoundException', `Vault '${name}' not found.`);
    if (request.method === 'GET') {
      const RecoveryPoints = points.map((RecoveryPointArn) => ({ RecoveryPointArn }));
      return response.end(JSON.stringify(list ? { RecoveryPoints } : { BackupVaultName: name }));
    }
    if (refused) return no(400, 'InvalidParameterValueException', refused);
    if (arn)
      vaults.set(
        name,
        points.filter((point) => point !== arn),
      );
    else if (points.length > 0) return no(400, 'InvalidRequestException', 'It contains recovery points.');
    else vaults.delete(name);
    return response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  vaults = new Map([
    ['ours', [POINT, OTHER]],
    ['theirs', [POINT]],
  ]);
  regions = new Set();
  refused = undefined;
});

it('goes with what is in it, by calls for its region, and no other does', async () => {
  await deleteVault(endpoint, 'us-west-2', 'ours');
  expect([...vaults]).toEqual([['theirs', [POINT]]]);
  expect([...regions]).toEqual(['us-west-2']);
});

it('that is not there is no fault', async () => {
  vaults.delete('ours');
  await deleteVault(endpoint, 'us-west-2', 'ours');
  expect([...vaults.keys()]).toEqual(['theirs']);
});

it('that is refused is told, with the reason', async () => {
  refused = 'It is under a legal hold.';
  await expect(deleteVault(endpoint, 'us-west-2', 'ours')).rejects.toMatchObject({
    code: 'EmulatorRefused',
    message: expect.stringMatching(/vault ours in us-west-2 was not deleted: It is under a legal hold/),
  });
});
