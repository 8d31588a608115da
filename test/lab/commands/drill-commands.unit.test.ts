/** An incident as a learner goes through it at the command line: what each command says, keeps and ends with. */
import { describe, expect, it } from 'vitest';
import { keepTemplates } from '../../../lib/lab/deployed/templates.ts';
import type { ProjectDrill } from '../../../lib/lab/drills/drill.ts';
import { sampleDrill } from '../../support/drills/sample-drill.ts';
import { sampleLab } from '../../support/drills/sample-lab.ts';
import { fakeCloud } from '../../support/fakes/fake-cloud.ts';
import type { FakeStack } from '../../support/fakes/fake-emulator.ts';

const ON_AWS: ProjectDrill = { ...sampleDrill, id: 'sample/aws-only', name: 'aws-only', runsOn: ['aws'], level: 3 };
const SECOND: ProjectDrill = {
  ...sampleDrill,
  id: 'sample/second',
  name: 'second',
  title: 'Again',
  exam: ['DVA-C02/1.1'],
};

const here = sampleLab([sampleDrill, ON_AWS, SECOND]);
const { run, repair, variable } = here;
const json = async (line: string) => {
  const { out, err, code } = await run(`${line} --json`);
  expect(err).toBe('');
  return { ...JSON.parse(out), code };
};
describe('a drill', () => {
  it('is broken, hinted at, checked, fixed and reported', async () => {
    const broken = await run('break sample/1');
    expect(broken).toMatchObject({ code: 0, err: '' });
    expect(broken.out).toMatch(/INCIDENT sample\/1, level 2[\s\S]*It is wrong\.[\s\S]*lab check/);
    expect(broken.out).not.toContain('--seed');
    expect(variable()).toBe('wrong');

    expect((await run('ticket')).out).toBe(broken.out);
    expect((await run('hint')).out).toBe('Hint 1 of 3\n  Look.\n');
    expect(await json('hint sample/1')).toEqual({ drill: 'sample/1', hint: 'Look there.', taken: 2, of: 3, code: 0 });

    const notYet = await run('check');
    expect(notYet).toMatchObject({ code: 1, err: '' });
    expect(notYet.out).toMatch(/sample\/1: Nothing is right any more[\s\S]*saw +A=wrong, 10 s[\s\S]*Not fixed yet/);

    await repair();
    const fixed = await run('check');
    expect(fixed.code).toBe(0);
    expect(fixed.out).toMatch(/Fixed\.[\s\S]*with 2 of 3 hints, in 2 checks[\s\S]*Your repair left these other/);
    expect(fixed.out).toContain('Next: `lab break sample/3`');

    // Checked again, an incident that is over is graded and not counted.
    const again = await json('check');
    expect(again).toMatchObject({ drill: 'sample/1', verdict: 'fixed', code: 0 });
    expect(again).not.toHaveProperty('repair');
    const { drills } = await json('drills');
    expect(drills.map(({ number, solved }: { number: string; solved: boolean }) => [number, solved])).toEqual([
      ['sample/1', true],
      ['sample/2', false],
      ['sample/3', false],
    ]);
    expect(await json('report')).toMatchObject({ solved: 1, drills: 3, paper: { answered: 0 } });
    expect((await run('report')).out).toMatch(/^1 of 3 drills solved, median time to repair \d+ s\./);
    expect((await run('drills')).out).toMatch(/sample\/1 .*solved[\s\S]*sample\/2 .*AWS alone/);
    expect((await run('ticket')).err).toMatch(/No incident is open/);
  });

  it('tells programs the same: the ticket, the repair and what is next', async () => {
    expect(await json('break sample/1')).toMatchObject({
      ...{ drill: 'sample/1', level: 2, seed: null, open: true, hintsTaken: 0, hints: 3, code: 0 },
      ticket: { report: 'It is wrong.' },
    });
    expect(await json('ticket')).toMatchObject({ drill: 'sample/1', open: true });
    const notYet = await json('check');
    expect(notYet).toMatchObject({ verdict: 'not-yet', code: 1 });
    expect(notYet.probes).toMatchObject([{ verdict: 'not-ok', of: 'drill' }, { verdict: 'not-ok' }]);
    await repair();
    const fixed = await json('check');
    expect(fixed).toMatchObject({
      ...{ verdict: 'fixed', code: 0, next: { number: 'sample/3', title: 'Again', level: 2 } },
      repair: { hintsTaken: 0, solutionShown: false, checks: 2, withoutHelp: true },
    });
    expect(fixed.repair.leftDifferent).toEqual([expect.stringContaining('queue-attribute')]);
  });

  it('has no more hints than it has', async () => {
    await run('break sample/1');
    for (let hint = 1; hint <= 3; hint++) expect(await json('hint')).toMatchObject({ taken: hint });
    const { err, code } = await run('hint');
    expect([err, code]).toEqual([expect.stringContaining('no more hints'), 1]);
  });

  it('shows its solution to who asks twice, counts it, and never counts it after the end', async () => {
    await run('break sample/1');
    const asked = await run('solution');
    expect([asked.code, asked.out]).toEqual([1, '']);
    expect(asked.err).toContain('--yes');
    const shown = await run('solution --yes');
    expect(shown.out).toMatch(/sample\/two-changes: one right way\n\n +1\. Put both back\.[\s\S]*Design\./);
    await repair();
    expect((await json('check')).repair).toMatchObject({ solutionShown: true, withoutHelp: false });
    expect(await json('solution')).toMatchObject({ drill: 'sample/1', steps: ['Put both back.'], code: 0 });
  });

  it('is put back by restore, which says what it found', async () => {
    expect(await run('restore')).toMatchObject({
      out: expect.stringMatching(
        /^No drill has left anything to put back\.\n. whether Sample is as deployed is not known/,
      ),
      code: 0,
    });
    expect(await json('restore')).toEqual({
      ...{ restored: [], verdicts: [], ledBack: [], drift: [], notCompared: {}, cleared: [], code: 0 },
    });
    await run('break sample/1');
    const { out, code } = await run('restore');
    expect(code).toBe(0);
    expect(out).toMatch(/lambda:function:worker put back[\s\S]*sample\/1 is put back: all its checks pass/);
    expect(variable()).toBe('right');

    await run('break sample/1');
    expect(await json('restore')).toMatchObject({
      restored: [{ outcome: 'put-back' }, { outcome: 'put-back' }],
      verdicts: [{ drill: 'sample/1', verdict: 'fixed' }],
      code: 0,
    });
  });

  it('that somebody changed besides is put back, and restore ends with 1: it is not well yet', async () => {
    await run('break sample/1');
    const { aws } = fakeCloud(here.cloudFile);
    await aws.lambda.updateFunctionConfiguration({ FunctionName: 'worker', Timeout: 3 });
    const { out, code } = await run('restore');
    expect(code).toBe(1);
    expect(out).toMatch(/has been put back, and its checks still fail/);
  });

  it('is compared with the template that was deployed, whether or not a drill left anything', async () => {
    const sample = here.emulator.stacks.get('Sample') as FakeStack;
    sample.resources = {
      Work: ['AWS::SQS::Queue', here.outputs.QueueUrl as string],
      Lost: ['AWS::SQS::Queue', 'gone'],
    };
    here.emulator.answers.set('AmazonSQS.ListQueueTags', () => ({}));
    const template = { Resources: { Work: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 60 } } } };
    const deployed = (stack: object) =>
      keepTemplates(here.lab.stateFolder, new Map([['Sample', JSON.stringify(stack)]]));
    deployed(template);
    expect(await run('restore')).toMatchObject({ out: expect.stringMatching(/✔ Sample is as deployed\.\n$/), code: 0 });

    deployed({ Resources: { ...template.Resources, Lost: { Type: 'AWS::SQS::Queue' } } });
    await fakeCloud(here.cloudFile).aws.sqs.setQueueAttributes({
      QueueUrl: here.outputs.QueueUrl as string,
      Attributes: { VisibilityTimeout: '7' },
    });
    const { out, code } = await run('restore');
    expect(out).toMatch(
      / {2}Work \(AWS::SQS::Queue\): VisibilityTimeout was another, and is set back\n✖ Sample is not as deployed:\n {2}Lost \(AWS::SQS::Queue\): gone\n`lab reset sample` makes/,
    );
    expect(code).toBe(1);
    expect(await json('restore')).toMatchObject({
      ledBack: [],
      drift: [{ resource: 'Lost', change: 'gone' }],
      code: 1,
    });
  });

  it('whose project is gone is put back as far as it goes, and ends well: nothing can be broken there', async () => {
    await run('break sample/1');
    here.emulator.stacks.clear();
    const { out, code } = await run('restore');
    expect([code, out]).toEqual([0, expect.stringContaining('whether it is well could not be seen')]);
  });
});

describe('lab break', () => {
  it.each([
    ['break sample/9', 64, 'No such drill'],
    ['break --project nobody', 64, 'No such project: nobody. The projects are sample.'],
    ['break sample/2', 1, 'sample/2 runs on aws, not on emulator. `lab paper sample/2`'],
    ['break --level 1', 64, 'No drill fits all of that'],
    ['break --exam SAA-C03 --level 3', 64, 'No drill fits all of that'],
    ['break --seed -1', 64, 'whole number'],
    ['break --seed 1234567890', 64, 'whole number'],
    ['break --level 4', 64, 'level'],
    ['break sample/1 --region eu-west-1', 64, '--region belongs to --target aws'],
    ['break sample/1 --profile me', 64, '--profile belongs to --target aws'],
    ['hint', 1, 'Nothing was broken yet'],
    ['check', 1, 'Nothing was broken yet'],
    ['ticket', 1, 'Nothing was broken yet'],
    ['solution', 1, 'Nothing was broken yet'],
    ['watch', 1, 'Nothing was broken yet'],
  ])('`lab %s` ends with %i and says why', async (line, code, why) => {
    const said = await run(line);
    expect({ code: said.code, out: said.out }).toEqual({ code, out: '' });
    expect(said.err.replace(/\s+/g, ' ')).toContain(why);
    expect(variable()).toBe('right');
  });

  it('says by --dry-run which it would be, and breaks nothing', async () => {
    expect((await run('break sample/3 --dry-run')).out).toBe('sample/3 Again\n');
    expect(await json('break sample/1 --dry-run')).toEqual({
      ...{ drill: 'sample/1', id: 'sample/two-changes', title: 'Nothing is right any more', seed: null, code: 0 },
    });
    expect(variable()).toBe('right');
  });

  it('draws the same drill from the same seed, and names the seed', async () => {
    const [first, second] = [await json('break --seed 7 --dry-run'), await json('break --seed 7 --dry-run')];
    expect(first).toEqual(second);
    expect((await run('break --seed 7 --dry-run')).out).toBe(`${first.drill} ${first.title} (seed 7)\n`);
    const drawn = new Set<string>();
    for (let seed = 0; seed < 20; seed++) drawn.add((await json(`break --seed ${seed} --dry-run`)).drill);
    expect([...drawn].sort()).toEqual(['sample/1', 'sample/3']);
  });

  it('draws one that is not solved yet, without being asked', async () => {
    await run('break sample/1');
    await repair();
    await run('check');
    for (let time = 0; time < 5; time++) expect(await json('break --dry-run')).toMatchObject({ drill: 'sample/3' });
    expect(await json('break --exam SAA-C03 --dry-run')).toMatchObject({ drill: 'sample/1' });
  });

  it('refuses a second incident on a project, and opens one when the first is gone with its stack', async () => {
    await run('break sample/1');
    expect(await run('break sample/3')).toMatchObject({ code: 1, err: expect.stringContaining('An incident is open') });
    expect(await json('break sample/3 --dry-run')).toMatchObject({ drill: 'sample/3' });
    here.emulator.stacks.set('Sample', { id: 'arn:stack/2', status: 'CREATE_COMPLETE', outputs: here.outputs });
    await repair();
    expect(await run('break sample/3')).toMatchObject({ code: 0, err: '' });
  });

  it.each([
    ['is not there', () => here.emulator.stacks.clear(), 'Sample is not-deployed on emulator'],
    [
      'is being deployed',
      () => here.emulator.stacks.set('Sample', { id: 'a', status: 'UPDATE_IN_PROGRESS', outputs: {} }),
      'Sample is deploying on emulator',
    ],
    [
      'has failed',
      () => here.emulator.stacks.set('Sample', { id: 'a', status: 'ROLLBACK_COMPLETE', outputs: {} }),
      'Sample is failed on emulator',
    ],
    [
      'lacks an output',
      () => here.emulator.stacks.set('Sample', { id: 'a', status: 'CREATE_COMPLETE', outputs: { QueueUrl: 'x' } }),
      'lacks the outputs FunctionName',
    ],
  ])('refuses a project that %s', async (_, change, why) => {
    change();
    const said = await run('break sample/1');
    expect(said.code).toBe(1);
    expect(said.err.replace(/\s+/g, ' ')).toContain(why);
  });
});

describe('lab check', () => {
  it('ends with 2 where it cannot look, says so, and keeps the incident', async () => {
    await run('break sample/1');
    here.emulator.stacks.clear();
    const said = await run('check');
    expect(said).toMatchObject({ code: 2, out: '' });
    expect(said.err.replace(/\s+/g, ' ')).toContain('could not look: Sample is not-deployed');
    expect(await json('check')).toMatchObject({
      ...{ drill: 'sample/1', verdict: 'could-not-look', probes: [], code: 2 },
      error: { code: 'NotDeployed' },
    });
    expect(await json('ticket')).toMatchObject({ open: true });
  });

  it('grades nothing on a project that was deployed again, and closes the incident unsolved', async () => {
    await run('break sample/1');
    here.emulator.stacks.set('Sample', { id: 'arn:stack/2', status: 'CREATE_COMPLETE', outputs: here.outputs });
    const said = await run('check');
    expect([said.code, said.err.replace(/\s+/g, ' ')]).toEqual([1, expect.stringContaining('deployed again')]);
    expect(await json('report')).toMatchObject({ solved: 0 });
  });

  it('that is watched ends when the drill is fixed', async () => {
    await run('break sample/1');
    await repair();
    const { out, code } = await run('watch');
    expect(code).toBe(0);
    expect(out).toMatch(/^Watching sample\/1: [\s\S]* UTC\n[\s\S]*Fixed\.\n\n[\s\S]*Code\./);
    expect(await json('report')).toMatchObject({ solved: 1 });
  });
});

describe('lab paper', () => {
  it('lets a drill be talked through without breaking it, and counts it apart', async () => {
    const { out } = await run('paper sample/2');
    expect(out).toMatch(/ON PAPER sample\/2, level 3[\s\S]*Which of these would you do\?/);
    const { options, paper } = await json('paper sample/1');
    expect(paper).toBe(true);
    const letters: string[] = options.map(({ letter }: { letter: string }) => letter);
    const answers = [];
    for (const letter of letters) answers.push(await json(`paper sample/1 --answer ${letter.toLowerCase()}`));
    const right = answers.filter((answer) => answer.right);
    expect(right).toHaveLength(1);
    expect(right[0]).toMatchObject({ code: 0, answer: right[0].rightAnswer });
    for (const answer of answers.filter((one) => !one.right)) expect(answer.code).toBe(1);
    expect((await run(`paper sample/1 --answer ${right[0].answer}`)).out).toMatch(/holds\.[\s\S]*Design\./);
    const wrong = letters.find((letter) => letter !== right[0].answer);
    if (wrong)
      expect(await run(`paper sample/1 --answer ${wrong}`)).toMatchObject({
        code: 1,
        out: expect.stringContaining('would not pass'),
      });
    expect(await run('paper sample/1 --answer Z')).toMatchObject({ code: 64, err: expect.stringContaining('got Z') });
    expect((await json('report')).paper).toMatchObject({ answered: 1 });
    expect((await run('report')).out).toContain('On paper: 1 drills answered');
    expect(variable()).toBe('right');
  });
});
