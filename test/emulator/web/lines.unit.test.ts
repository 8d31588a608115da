/** The lines of a global database, one of whose regions is cut off while the writer changes. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Container } from '../../../lib/emulator/web/containers/container.ts';
import { createLines } from '../../../lib/emulator/web/global/lines.ts';
import { ownAddresses } from '../../../lib/emulator/web/network/places.ts';
import { until } from '../../../lib/until.ts';

const [EAST, WEST] = ['eu-central-1', 'eu-west-1'];
/** Of no engine that runs. */
const NUMBER = 252;
const END = { host: '127.253.2.1', port: 5_432 };

let server: Server;
let lines: ReturnType<typeof createLines>;
let follower: Socket;
let sender: Socket;
let arrived: string;
let writer: string;
let cutOff: readonly string[];

/** The writer is in the east, and the west follows it. */
beforeEach(async () => {
  [writer, cutOff, arrived] = [EAST, [], ''];
  const connected = new Promise<Socket>((resolve) => {
    server = createServer(resolve);
  });
  await new Promise<void>((resolve) => server.listen(END.port, END.host, resolve));
  const memberOf = (region: string) => ({ arn: region, region, cluster: 'exams', writer: region === writer });
  lines = createLines({
    ...{ number: NUMBER, places: ownAddresses },
    databases: () => [{ id: 'exams', resource: 'cluster-1', members: [EAST, WEST].map(memberOf) }],
    writerOf: () => ({ find: () => END }) as unknown as Container,
    isCutOff: (region) => cutOff.includes(region),
  });
  await lines.open();
  const at = await lines.at(WEST);
  follower = connect(at.port, at.host);
  follower.on('data', (data) => {
    arrived += data;
  });
  sender = await connected;
});

afterEach(async () => {
  follower.destroy();
  sender.destroy();
  await lines.close();
  await new Promise((resolve) => server.close(resolve));
});

it('carries nothing to what becomes the writer, out of the region that it is cut off from', async () => {
  cutOff = [EAST];
  lines.set();
  sender.write('apart');
  // Told at once, and promoted only some time after: until then it still follows.
  writer = WEST;
  lines.set();
  await sleep(300);
  expect(arrived).toBe('');
  cutOff = [];
  lines.set();
  expect(await until(async () => arrived === 'apart', 30, 5)).toBe(true);
});
