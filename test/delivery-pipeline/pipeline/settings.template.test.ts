import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnWaitConditionHandle, Stack } from 'aws-cdk-lib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SettingError } from '../../../lib/constructs/setting-error.ts';
import { assertSourceExists, sourceFromContext } from '../../../lib/projects/delivery-pipeline/pipeline/source.ts';
import { stagesFromContext, trafficShiftFromContext } from '../../../lib/projects/delivery-pipeline/stages.ts';

const CONNECTION = 'arn:aws:codeconnections:eu-west-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef';
const GOOD = { connectionArn: CONNECTION, repository: 'someone/certlab', branch: 'main' };

const nodeWith = (context: Record<string, unknown>) => new App({ context }).node;

describe('the source', () => {
  it('is the bucket when nothing is said', () => {
    expect(sourceFromContext(nodeWith({}))).toEqual({ kind: 'bucket' });
  });

  it('is a connection when all three of its settings are there', () => {
    expect(sourceFromContext(nodeWith(GOOD))).toEqual({
      kind: 'connection',
      connectionArn: CONNECTION,
      owner: 'someone',
      repository: 'certlab',
      branch: 'main',
    });
  });

  it.each([
    [
      'an invalid connection ARN',
      { ...GOOD, connectionArn: 'my-connection' },
      /connectionArn: got my-connection, wanted/,
    ],
    [
      'a connection without a repository',
      { ...GOOD, repository: undefined },
      /repository: got nothing, wanted owner\/name/,
    ],
    [
      'a repository without its owner',
      { ...GOOD, repository: 'certlab' },
      /repository: got certlab, wanted owner\/name/,
    ],
    ['a branch without a connection', { branch: 'main' }, /connectionArn: got nothing, wanted/],
    ['a branch that git would refuse', { ...GOOD, branch: 'feature..x' }, /branch: got feature\.\.x, wanted/],
    ['a branch that is a shell command', { ...GOOD, branch: 'main; rm -r x' }, /branch: got main; rm -r x, wanted/],
    ['a repository that is a shell command', { ...GOOD, repository: 'a/$(b)' }, /repository: got a\/\$\(b\), wanted/],
  ])('refuses %s', (_, context, message) => {
    expect(() => sourceFromContext(nodeWith(context))).toThrow(SettingError);
    expect(() => sourceFromContext(nodeWith(context))).toThrow(message);
  });
});

describe('the stages', () => {
  it('are beta and production when nothing is said', () => {
    expect(stagesFromContext(nodeWith({}))).toEqual(['Beta', 'Prod']);
  });

  it.each([
    ['a name twice', 'Beta,Prod,Beta', /got Beta,Prod,Beta, with Beta twice, wanted/],
    ['a name twice but for its case, which stack names would not survive', 'Beta,BETA,Prod', /with BETA twice/],
    ['production alone', 'Prod', /got Prod, wanted at least one stage to test in/],
    ['a name that is a stage of the pipeline itself', 'Build,Prod', /none of Source, Build, Update/],
    ['a name that no stack can have', 'be ta,Prod', /a name begins with a capital/],
    ['no name', '', /wanted/],
  ])('refuse %s', (_, stages, message) => {
    expect(() => stagesFromContext(nodeWith({ stages }))).toThrow(message);
  });

  it('refuse a way to move traffic that there is not', () => {
    expect(trafficShiftFromContext(nodeWith({}))).toBe('canary');
    expect(() => trafficShiftFromContext(nodeWith({ trafficShift: 'blue-green' }))).toThrow(
      'Context trafficShift: got blue-green, wanted canary or linear.',
    );
  });
});

describe('what the account and the clone are asked before anything is deployed', () => {
  let clone: string;
  beforeEach(() => {
    clone = mkdtempSync(join(tmpdir(), 'certlab-clone-'));
    mkdirSync(join(clone, '.git', 'refs', 'remotes', 'origin', 'feature'), { recursive: true });
    writeFileSync(join(clone, '.git', 'refs', 'remotes', 'origin', 'feature', 'x'), 'abc');
    writeFileSync(join(clone, '.git', 'packed-refs'), '# pack-refs\nabc refs/remotes/origin/main\ndef refs/tags/v1\n');
  });
  afterEach(() => rmSync(clone, { recursive: true }));

  /** A stack with something in it, without which there is no valid template. */
  function stackIn(app: App): Stack {
    const stack = new Stack(app, 'Asks');
    new CfnWaitConditionHandle(stack, 'Anything');
    return stack;
  }

  /** Synthesizes as the toolkit does: once to learn what is asked, and once more with these answers. */
  function withAnswers(answers: { bootstrap?: unknown; connection?: unknown }, branch = 'main') {
    const source = sourceFromContext(nodeWith({ ...GOOD, branch }));
    const asked = new App();
    assertSourceExists(stackIn(asked), source, clone);
    const questions = asked.synth().manifest.missing ?? [];
    const context = Object.fromEntries(
      questions.map(({ key, provider }) => [key, provider === 'ssm' ? answers.bootstrap : answers.connection]),
    );
    assertSourceExists(stackIn(new App({ context })), source, clone);
    return questions;
  }

  const available = { bootstrap: '30', connection: [{ ConnectionStatus: 'AVAILABLE' }] };

  it('is for the bootstrap stack and for the connection, in the connection’s account and region', () => {
    const where = { account: '111122223333', region: 'eu-west-1' };
    expect(withAnswers(available).map(({ provider, props }) => ({ provider, ...props }))).toEqual([
      expect.objectContaining({ provider: 'ssm', ...where, parameterName: '/cdk-bootstrap/hnb659fds/version' }),
      expect.objectContaining({ provider: 'cc-api-provider', ...where, exactIdentifier: CONNECTION }),
    ]);
  });

  it('refuses an account without bootstrap', () => {
    const answers = { ...available, bootstrap: { $providerError: 'SSM parameter not available' } };
    expect(() => withAnswers(answers)).toThrow(
      /got aws:\/\/111122223333\/eu-west-1, .* wanted one prepared by `npx cdk bootstrap/,
    );
  });

  it('refuses a connection that is not there', () => {
    const answers = { ...available, connection: { $providerError: 'Resource not found' } };
    expect(() => withAnswers(answers)).toThrow(/\(Resource not found\), wanted a connection that is AVAILABLE/);
  });

  it('refuses a connection that nobody has confirmed', () => {
    const answers = { ...available, connection: [{ ConnectionStatus: 'PENDING' }] };
    expect(() => withAnswers(answers)).toThrow(/\(PENDING\), wanted a connection that is AVAILABLE/);
  });

  it('refuses a branch that the remote does not have, and says which it has', () => {
    expect(() => withAnswers(available, 'mian')).toThrow(
      'got mian, wanted a branch of origin, as last fetched: feature/x, main.',
    );
    expect(() => withAnswers(available, 'feature/x')).not.toThrow();
  });

  it('is nothing in the pipeline’s own synthesis, which may look nothing up', () => {
    const app = new App({ context: { lookups: 'done' } });
    assertSourceExists(stackIn(app), sourceFromContext(nodeWith({ ...GOOD, branch: 'mian' })), clone);
    expect(app.synth().manifest.missing ?? []).toEqual([]);
  });
});
