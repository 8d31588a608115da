/** The incident room's paths: what they tell is what the terminal prints, whom they refuse, and what goes on alone. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { notesOn } from '../../../lib/lab/drills/incidents.ts';
import { append, openJournal } from '../../../lib/lab/drills/journal.ts';
import { gatherEvidence } from '../../../lib/lab/learner.ts';
import { READ_EVERY_MS } from '../../../lib/lab/site/log-tail.ts';
import type { RoomView } from '../../../lib/lab/site/room.ts';
import { type Site, serveSite } from '../../../lib/lab/site/server.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import type { Measured, Room } from '../../../lib/site/incident/model.ts';
import { sampleDrill, sampleProject } from '../../support/drills/sample-drill.ts';
import { sampleLab } from '../../support/drills/sample-lab.ts';

const SECOND = { ...sampleDrill, id: 'sample/second', name: 'second', title: 'Again' };
const here = sampleLab([sampleDrill, SECOND]);
let site: Site;

beforeEach(async () => {
  here.lab = {
    ...here.lab,
    projects: [
      { project: sampleProject, drills: async () => [sampleDrill, SECOND], site: () => 'http://localhost:1/' },
    ],
  };
  site = await serveSite(here.lab, [0]);
});
afterEach(() => site.close());

const ask = (path: string, init: RequestInit = {}, session = site.session) =>
  fetch(`${site.address}_lab/${path}`, { ...init, headers: { 'certlab-session': session, ...init.headers } });
const post = (path: string, body: unknown = {}, init: RequestInit = {}) =>
  ask(path, {
    method: 'POST',
    body: JSON.stringify(body),
    ...init,
    headers: { 'content-type': 'application/json', ...init.headers },
  });
const room = async (): Promise<RoomView> => (await ask('incident')).json() as Promise<RoomView>;
const linesOf = async (answer: Response) =>
  (await answer.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const printed = async (line: string) => JSON.parse((await here.run(`${line} --json`)).out);

describe('an incident in the room', () => {
  it('is broken, hinted at, checked and solved as in the terminal, which shows the same of it', async () => {
    // The page was made for this form: the compiler holds it.
    const before: Room = await room();
    expect(before).toEqual({ open: [], last: null, deployed: ['sample'], solved: [], exam: false });
    const begun = await post('incident/break', { drill: 'sample/1' });
    expect([begun.status, here.variable()]).toEqual([200, 'wrong']);
    expect(await begun.json()).toEqual(await printed('ticket'));
    const { project, hintsShown, solved, ...ticket } = (await room()).open[0] as RoomView['open'][number];
    expect(ticket).toEqual(await printed('ticket'));
    expect([project, hintsShown, solved]).toEqual(['sample', [], false]);

    expect(await (await post('incident/hint', { drill: 'sample/1' })).json()).toEqual({
      ...{ drill: 'sample/1', hint: 'Look.', taken: 1, of: 3 },
    });
    expect(await printed('hint')).toMatchObject({ taken: 2 });
    expect((await room()).open[0]).toMatchObject({ hintsTaken: 2, hintsShown: ['Look.', 'Look there.'] });

    const notYet = await linesOf(await post('incident/check', { drill: 'sample/1' }));
    const { graded } = notYet.at(-1);
    // As they are known, which is not their order.
    const findings = notYet.slice(0, -1).map(({ finding }) => finding);
    expect(findings).toHaveLength(graded.probes.length);
    expect(findings).toEqual(expect.arrayContaining(graded.probes));
    expect(graded).toEqual(await printed('check'));

    await here.repair();
    const fixed = (await linesOf(await post('incident/check', { drill: 'sample/1' }))).at(-1).graded;
    expect(fixed).toMatchObject({
      ...{ verdict: 'fixed', repair: { checks: 3, hintsTaken: 2 }, next: { number: 'sample/2' } },
      lesson: { architect: 'Design.', tasks: [{ task: 'SAA-C03/2.1' }, { task: 'DVA-C03/1.2' }] },
    });
    expect(await room()).toMatchObject({
      ...{ open: [], solved: ['sample/1'], last: { drill: 'sample/1', solved: true, lesson: { developer: 'Code.' } } },
    });
  });

  it('ends in the log of the learner once, however often it is read', async () => {
    await post('incident/break', { drill: 'sample/1' });
    await here.repair();
    await Promise.all([post('incident/check').then(linesOf), gatherEvidence(here.lab)]);
    await gatherEvidence(here.lab);
    const ends = (await gatherEvidence(here.lab)).filter(({ kind }) => kind === 'drill');
    expect(ends).toMatchObject([{ drill: 'sample/two-changes', solved: true }]);
  });

  it('is put back, and does not count', async () => {
    await post('incident/break', { drill: 'sample/1' });
    const done = await (await post('incident/restore')).json();
    expect(done).toMatchObject({ restored: [{ outcome: 'put-back' }, { outcome: 'put-back' }] });
    expect(here.variable()).toBe('right');
    expect(await room()).toMatchObject({ open: [], last: { solved: false }, solved: [] });
    expect((await room()).last).not.toHaveProperty('lesson');
  });

  it('goes on alone: what comes while a step goes on is refused', async () => {
    const both = await Promise.all([
      post('incident/break', { drill: 'sample/1' }),
      post('incident/break', { drill: 'sample/2' }),
    ]);
    // Which of the two comes first, the network decides.
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await both.find(({ status }) => status === 409)?.json()).toMatchObject({ code: 'Busy' });
    const second = await post('incident/break', { drill: 'sample/2' });
    expect([second.status, (await second.json()) as object]).toEqual([
      409,
      expect.objectContaining({ code: 'IncidentOpen' }),
    ]);
  });
});

describe('the room refuses', () => {
  it.each<[string, string, unknown, number, string]>([
    ['a drill that there is not', 'incident/break', { drill: 'sample/9' }, 422, 'UnknownDrill'],
    ['a drill that is no text', 'incident/break', { drill: 1 }, 422, 'WrongValue'],
    ['a name without an end', 'incident/break', { drill: 'x'.repeat(201) }, 422, 'WrongValue'],
    ['a body that is no object', 'incident/hint', [], 400, 'MalformedBody'],
    ['a hint where nothing is open', 'incident/hint', {}, 409, 'NoIncident'],
  ])('%s', async (_, path, body, status, code) => {
    const answer = await post(path, body);
    expect([answer.status, await answer.json()]).toEqual([status, expect.objectContaining({ code })]);
  });

  it('a check where nothing was broken, by its last line', async () => {
    expect(await linesOf(await post('incident/check'))).toEqual([
      { problem: expect.objectContaining({ status: 409, code: 'NoIncident' }) },
    ]);
  });

  it('nothing by ending: what nobody foresaw is the last line too, and the lab goes on', async () => {
    const written = vi.spyOn(console, 'error').mockImplementation(() => {});
    const drills = async () => {
      throw new Error('planted');
    };
    site.close();
    site = await serveSite({ ...here.lab, projects: [{ project: sampleProject, drills }] }, [0]);
    expect(await linesOf(await post('incident/check'))).toEqual([
      { problem: expect.objectContaining({ status: 500, code: 'Defect' }) },
    ]);
    expect((await ask('session')).status).toBe(200);
    expect(written).toHaveBeenCalledWith(expect.objectContaining({ message: 'planted' }));
    written.mockRestore();
  });

  const PATHS = ['incident', 'incident/logs?project=sample', 'incident/metrics?project=sample'];
  const DEEDS = ['break', 'hint', 'check', 'restore', 'reset'].map((deed) => `incident/${deed}`);
  it.each([...PATHS.map((path) => [path, 'GET'] as const), ...DEEDS.map((path) => [path, 'POST'] as const)])(
    'a foreign origin, a rebound host, no session and another one at %s',
    async (path, method) => {
      const init = method === 'GET' ? {} : { method, body: '{}', headers: { 'content-type': 'application/json' } };
      const with_ = (headers: Record<string, string>) =>
        ask(path, { ...init, headers: { ...init.headers, ...headers } });
      const answers = await Promise.all([
        with_({ origin: 'https://evil.example' }),
        with_({ 'sec-fetch-site': 'cross-site' }),
        ask(path, init, ''),
        ask(path, init, 'of-an-earlier-start'),
      ]);
      const codes = await Promise.all(
        answers.map(async (one) => [one.status, ((await one.json()) as { code: string }).code]),
      );
      expect(codes).toEqual([
        [403, 'ForeignPage'],
        [403, 'ForeignPage'],
        [403, 'OtherSession'],
        [403, 'OtherSession'],
      ]);
      expect(here.variable()).toBe('right');
      site.close();
      await expect(ask(path, init)).rejects.toThrow();
    },
  );

  it('everything in words, where the emulator was stopped', async () => {
    here.emulator.stacks.delete('Sample');
    expect(await (await ask('incident')).json()).toMatchObject({ deployed: [] });
    const answer = await post('incident/break', { drill: 'sample/1' });
    expect([answer.status, await answer.json()]).toEqual([503, expect.objectContaining({ code: 'NotDeployed' })]);
  });
});

describe('the log', () => {
  let written: { timestamp: number; message: string }[];
  beforeEach(() => {
    written = [];
    const stack = here.emulator.stacks.get('Sample');
    if (stack)
      stack.resources = { ...stack.resources, WorkerLogGroup0A1B2C3D: ['AWS::Logs::LogGroup', '/aws/lambda/worker'] };
    here.emulator.answers.set('Logs.FilterLogEvents', () => ({ events: written }));
  });
  const write = (message: string) => written.push({ timestamp: Date.now(), message });
  const logs = async (after = '', filter = '') =>
    (await ask(`incident/logs?${new URLSearchParams({ project: 'sample', after, filter })}`)).json() as Promise<{
      lines: { message: string; source: string }[];
      after: string;
      whole: boolean;
    }>;
  /** Asks as the page does, and says what came, and after how many times. */
  async function poll(after: string, until: number) {
    const came: string[] = [];
    for (let asked = 1; asked <= 20; asked++) {
      const portion = await logs(after);
      came.push(...portion.lines.map(({ message }) => message));
      after = portion.after;
      if (came.length >= until) return { came, after, asked };
      await new Promise((done) => setTimeout(done, READ_EVERY_MS));
    }
    return { came, after, asked: 20 };
  }

  it('comes as it is written, each line once, in as many looks as fit into a second', async () => {
    write('first');
    const before = await poll('', 1);
    expect(before.came).toEqual(['first']);
    write('second');
    const { came, asked } = await poll(before.after, 1);
    expect(came).toEqual(['second']);
    // One look of the reader and one of the page, and one for luck.
    expect(asked).toBeLessThanOrEqual(3);
    expect(3 * READ_EVERY_MS).toBeLessThan(1_000);
  });

  it('is what `lab logs` prints, the filter too, and two rooms have all of it', async () => {
    write('one <script>alert(1)</script>');
    write('two ERROR');
    const [room_, other] = [await poll('', 2), await poll('', 2)];
    expect(other.came).toEqual(room_.came);
    const out = (await here.run('logs --json')).out.trim().split('\n');
    expect((await logs()).lines).toEqual(out.map((line) => JSON.parse(line)));
    expect((await logs('', 'error')).lines.map(({ message }) => message)).toEqual(['two ERROR']);
  });

  it('is given whole where the tail is another one, as after the lab was started again', async () => {
    write('first');
    await poll('', 1);
    expect(await logs('other.99')).toMatchObject({ whole: true, lines: [{ message: 'first' }] });
  });

  it('begins a little before it is asked for, so that nothing of an incident is missing', async () => {
    const since: number[] = [];
    here.emulator.answers.set('Logs.FilterLogEvents', ({ startTime }) => {
      since.push(Number(startTime));
      return { events: [] };
    });
    await logs();
    await vi.waitFor(() => expect(since.length).toBeGreaterThan(0));
    expect(since[0]).toBeLessThan(Date.now() - 60_000);
  });

  it('is measured as `lab metrics` measures it', async () => {
    write('REPORT RequestId: a\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMax Memory Used: 80 MB');
    const told = (await (await ask('incident/metrics?project=sample')).json()) as Measured;
    const [{ series, ...rest }] = (await printed('metrics')).projects;
    const flat = (all: Measured['series']) => all.map(({ points: _, ...one }) => one);
    expect({ ...told, series: flat(told.series) }).toEqual({ ...rest, series: flat(series) });
    expect(told.series).toMatchObject([{ metric: 'Duration', max: 12.34 }, { metric: 'Invocations' }, {}]);
  });
});

describe('no drill is given away', () => {
  const drills = (async () => {
    const all = await Promise.all(CURRICULUM.map(async ({ drills }) => (await drills?.()) ?? []));
    return all.flat();
  })();

  it('by what the room tells while it is open: the ticket of the terminal, and hints as they are taken', async () => {
    here.lab = { ...here.lab, projects: [...CURRICULUM, ...here.lab.projects] };
    site.close();
    site = await serveSite(here.lab, [0]);
    for (const drill of await drills) {
      const file = openJournal(notesOn(here.lab, 'emulator'), drill.id, null, 'arn:stack');
      append(file, { entry: 'broken' });
      const text = await (await ask('incident')).text();
      const [{ hintsShown, project, solved, ...ticket }] = (JSON.parse(text) as RoomView).open as unknown as [
        RoomView['open'][number],
      ];
      expect(ticket).toEqual(await printed('ticket'));
      expect([drill.id, hintsShown, project, solved]).toEqual([drill.id, [], drill.project.slug, false]);
      const own = [drill.name, ...drill.hints, ...drill.solution.steps, drill.lesson.architect, drill.lesson.developer];
      expect(own.filter((words) => text.includes(JSON.stringify(words).slice(1, -1)))).toEqual([]);
      await post('incident/hint', { drill: ticket.drill });
      expect((await room()).open[0]).toMatchObject({ hintsShown: drill.hints.slice(0, 1) });
      append(file, { entry: 'restored' });
    }
  }, 60_000);
});
