/** The line between two regions: delay, rate, and cuts in which nothing is lost and nobody is told. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Line, openLine } from '../../../lib/emulator/web/global/line.ts';
import { until } from '../../../lib/until.ts';

const AT = { host: '127.253.200.1', port: 5_432 };
const END = { host: '127.253.1.1', port: 5_432 };

let server: Server;
let line: Line;
let arrived: { readonly text: string; readonly at: number }[];
let ends: Socket[];
let isThere: boolean;

beforeEach(async () => {
  [arrived, ends, isThere] = [[], [], true];
  server = createServer((socket) => {
    ends.push(socket);
    socket.on('error', () => {});
    socket.on('data', (data) => arrived.push({ text: String(data), at: Date.now() }));
  });
  await new Promise<void>((resolve) => server.listen(END.port, END.host, resolve));
  line = await openLine(AT, () => (isThere ? END : undefined));
});

afterEach(async () => {
  await line.close();
  for (const end of ends) end.destroy();
  await new Promise((resolve) => server.close(resolve));
});

async function dial(): Promise<Socket> {
  const socket = connect(AT.port, AT.host);
  socket.on('error', () => {});
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  return socket;
}
const all = () => arrived.map(({ text }) => text).join('');
const has = (text: string) => until(async () => all() === text, 30, 5);

it('carries both ways, and ends where either side does', async () => {
  const socket = await dial();
  let back = '';
  socket.on('data', (data) => (back += data));
  socket.write('there');
  expect(await has('there')).toBe(true);
  ends[0]?.write('back');
  expect(await until(async () => back === 'back', 30, 30)).toBe(true);
  ends[0]?.destroy();
  expect(await until(async () => socket.closed, 30, 30)).toBe(true);
  expect(await until(async () => line.connections() === 0, 30, 30)).toBe(true);
});

it('takes its time, and keeps the order', async () => {
  line.set({ delayMs: 150 });
  const socket = await dial();
  const sent = Date.now();
  for (const letter of 'abcdef') socket.write(letter);
  expect(await has('abcdef')).toBe(true);
  expect((arrived[0]?.at ?? 0) - sent).toBeGreaterThanOrEqual(149);
  socket.destroy();
});

it('carries no more in a second than it can', async () => {
  line.set({ bytesPerSecond: 100_000 });
  const socket = await dial();
  const sent = Date.now();
  socket.write('x'.repeat(50_000));
  expect(await until(async () => all().length === 50_000, 30, 30)).toBe(true);
  expect(Date.now() - sent).toBeGreaterThanOrEqual(450);
  socket.destroy();
});

it('that is cut lets nothing through, not even an end, and all of it once it is back', async () => {
  const socket = await dial();
  socket.write('before ');
  expect(await has('before ')).toBe(true);
  line.set({ cut: true });
  socket.write('after');
  await sleep(100);
  socket.destroy();
  await sleep(200);
  expect(all()).toBe('before ');
  expect(ends[0]?.closed).toBe(false);
  line.set({});
  expect(await has('before after')).toBe(true);
  expect(await until(async () => ends[0]?.closed === true, 30, 30)).toBe(true);
});

it('ends a connection at once where nobody is at its end, and leads to who is there the next time', async () => {
  isThere = false;
  const refused = await dial();
  expect(await until(async () => refused.closed, 30, 30)).toBe(true);
  isThere = true;
  const socket = await dial();
  socket.write('there');
  expect(await has('there')).toBe(true);
  socket.destroy();
});
