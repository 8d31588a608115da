/**
 * An Aurora cluster that CloudFormation makes, behind two tasks: a writer that fails over, and a whole zone that is lost,
 * under answers each of which is looked for afterwards.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { IAM } from '@aws-sdk/client-iam';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { build } from 'esbuild';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EMULATOR_CREDENTIALS, EMULATOR_REGION } from '../../../lib/emulator/environment.ts';
import { SECRET_MARK } from '../../../lib/emulator/web/task-definition.ts';
import { until } from '../../../lib/until.ts';
import { get } from '../../support/web/requests.ts';
import { type SmallWeb, startSmallWeb } from '../../support/web/small-web.ts';

const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const INSTANCE = {
  Type: 'AWS::RDS::DBInstance',
  Properties: {
    DBClusterIdentifier: { Ref: 'Cluster' },
    Engine: 'aurora-postgresql',
    DBInstanceClass: 'db.serverless',
  },
};
const template = (securityGroup: string) => ({
  Resources: {
    Group: {
      Type: 'AWS::RDS::DBClusterParameterGroup',
      Properties: {
        Description: 'Of the cluster',
        Family: 'aurora-postgresql17',
        Parameters: { idle_in_transaction_session_timeout: '60000' },
      },
    },
    Cluster: {
      Type: 'AWS::RDS::DBCluster',
      Properties: {
        Engine: 'aurora-postgresql',
        EngineVersion: '17.7',
        DatabaseName: 'exams',
        DBClusterParameterGroupName: { Ref: 'Group' },
        MasterUsername: 'exam_room',
        ManageMasterUserPassword: true,
        VpcSecurityGroupIds: [securityGroup],
        ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 2 },
      },
    },
    Writer: INSTANCE,
    Reader: { ...INSTANCE, DependsOn: 'Writer' },
  },
  Outputs: {
    Cluster: { Value: { Ref: 'Cluster' } },
    Group: { Value: { Ref: 'Group' } },
    Host: { Value: { 'Fn::GetAtt': ['Cluster', 'Endpoint.Address'] } },
    Secret: { Value: { 'Fn::GetAtt': ['Cluster', 'MasterUserSecret.SecretArn'] } },
  },
});

let web: SmallWeb;
let url: string;
let databaseGroup: string;
let outputs: Record<string, string> = {};
let iam: IAM;
let cloudFormation: CloudFormation;

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [new URL('../../support/web/answers-program.ts', import.meta.url).pathname],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    external: ['pg-native', 'pg-cloudflare'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  web = await startSmallWeb({
    program: outputFiles[0]?.text,
    prepare: async ({ api, emulator: { endpoint } }) => {
      const group = { GroupName: 'database', GroupDescription: 'The database' };
      databaseGroup = (await api.query('ec2', 'CreateSecurityGroup', group)).text('groupId') ?? '';
      const config = { endpoint, region: EMULATOR_REGION, credentials: EMULATOR_CREDENTIALS };
      [iam, cloudFormation] = [new IAM(config), new CloudFormation(config)];
      await cloudFormation.createStack({ StackName: 'Data', TemplateBody: JSON.stringify(template(databaseGroup)) });
      const described = async () => (await cloudFormation.describeStacks({ StackName: 'Data' })).Stacks?.[0];
      expect(await until(async () => (await described())?.StackStatus !== 'CREATE_IN_PROGRESS', 90, 200)).toBe(true);
      const stack = await described();
      expect(stack?.StackStatus, stack?.StackStatusReason).toBe('CREATE_COMPLETE');
      outputs = Object.fromEntries(stack?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]) ?? []);
      const { Role } = await iam.createRole({ RoleName: 'execution', AssumeRolePolicyDocument: JSON.stringify(TRUST) });
      await allowSecret();
      const environment = {
        DATABASE_HOST: outputs.Host as string,
        DATABASE_SECRET: `${SECRET_MARK}${outputs.Secret}`,
      };
      return { environment, executionRoleArn: Role?.Arn };
    },
  });
  await web.ec2('AuthorizeSecurityGroupIngress', fromTasks());
  await migrate();
  expect(await web.untilHealthy(2)).toBe(true);
  url = await web.listener();
}, 240_000);

afterAll(async () => {
  await web?.stop();
});

const allowSecret = () =>
  iam.putRolePolicy({
    RoleName: 'execution',
    PolicyName: 'secret',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: outputs.Secret }],
    }),
  });

/** The rule that lets the tasks of the service come to the database. */
const fromTasks = () => ({
  GroupId: databaseGroup,
  'IpPermissions.1.IpProtocol': 'tcp',
  'IpPermissions.1.FromPort': '5432',
  'IpPermissions.1.ToPort': '5432',
  'IpPermissions.1.Groups.1.GroupId': web.rule.GroupId,
});

/** The schema, by a task of its own that runs to its end. */
async function migrate(): Promise<void> {
  const { tasks } = await web.api.json<{ tasks: readonly { taskArn: string }[] }>('ecs', 'RunTask', {
    cluster: 'web',
    taskDefinition: 'web',
    launchType: 'FARGATE',
    overrides: { containerOverrides: [{ name: 'web', command: ['node', 'server.mjs', 'migrate'] }] },
  });
  const task = tasks[0]?.taskArn;
  const ended = async () => {
    const described = await web.api.json<{
      tasks: readonly { lastStatus: string; stoppedReason: string; containers: readonly { exitCode?: number }[] }[];
    }>('ecs', 'DescribeTasks', { cluster: 'web', tasks: [task] });
    const [one] = described.tasks;
    return one?.lastStatus === 'STOPPED' ? (one.containers[0]?.exitCode ?? one.stoppedReason) : undefined;
  };
  expect(await until(async () => (await ended()) !== undefined, 60, 200)).toBe(true);
  expect(await ended()).toBe(0);
}

/** Six callers who each send an answer again until it is acknowledged, and then the next. */
function answering(prefix: string) {
  const acknowledged: { id: string; at: number }[] = [];
  let going = true;
  const callers = Array.from({ length: 6 }, async (_, caller) => {
    for (let number = 0; going; number++) {
      const id = `${prefix}-${caller}-${number}`;
      while ((await get(`${url}/answers/${id}`, { method: 'POST', timeout: 5_000 })).status !== 200) {
        if (!going) return;
        await sleep(100);
      }
      acknowledged.push({ id, at: Date.now() });
    }
  });
  return {
    acknowledged,
    stop: async () => {
      going = false;
      await Promise.all(callers);
      return acknowledged.map(({ id }) => id);
    },
  };
}

const kept = async () => JSON.parse((await get(`${url}/answers`)).body) as string[];

/** No acknowledged answer is missing, and none is there twice. */
async function expectKept(ids: readonly string[]): Promise<void> {
  expect(await until(async () => (await kept().catch(() => [])).length > 0, 30, 200)).toBe(true);
  const found = await kept();
  const there = new Set(found);
  expect(ids.filter((id) => !there.has(id))).toEqual([]);
  expect(found.length).toBe(there.size);
}

describe('a writer that fails over', () => {
  it('because it was told to, loses no acknowledged answer, and the pool goes on without a restart', async () => {
    const tasks = (await web.running()).map(({ pid }) => pid);
    const answers = answering('told');
    expect(await until(async () => answers.acknowledged.length > 50, 30, 50)).toBe(true);
    await web.api.query('rds', 'FailoverDBCluster', { DBClusterIdentifier: outputs.Cluster as string });
    const before = answers.acknowledged.length;
    expect(await until(async () => answers.acknowledged.length > before + 50, 30, 50)).toBe(true);
    await expectKept(await answers.stop());
    expect((await web.running()).map(({ pid }) => pid)).toEqual(tasks);
  });
});

describe('a zone that is lost with its task and the writer', () => {
  it('is written to again within 30 seconds, with every acknowledged answer and none twice', async () => {
    const databases = async () => (await web.containers()).filter(({ name }) => name.includes('-rds-'));
    expect(
      await until(async () => (await databases()).filter(({ status }) => status === 'running').length === 2, 30, 100),
    ).toBe(true);
    await sleep(1_000);
    const writer = (await web.containers()).find(({ role }) => role === 'writer');
    const answers = answering('zone');
    expect(await until(async () => answers.acknowledged.length > 50, 30, 50)).toBe(true);

    const lost = Date.now();
    await web.asked('DELETE', `zones/${writer?.zone}`);
    try {
      const again = () => answers.acknowledged.find(({ at }) => at > lost + 200)?.at;
      expect(await until(async () => again() !== undefined, 30, 50)).toBe(true);
      await sleep(2_000);
      const ids = await answers.stop();
      expect((again() as number) - lost).toBeLessThan(30_000);
      await expectKept(ids);
      expect((await web.running()).every(({ zone }) => zone !== writer?.zone)).toBe(true);
      expect(await web.untilHealthy(2)).toBe(true);
    } finally {
      await web.asked('PUT', `zones/${writer?.zone}`);
    }
  });
});

describe('an execution role that may not read the secret', () => {
  it('keeps new tasks from starting, with the reason that ECS gives, while those that run go on', async () => {
    await iam.deleteRolePolicy({ RoleName: 'execution', PolicyName: 'secret' });
    try {
      const { tasks } = await web.api.json<{ tasks: readonly { taskArn: string }[] }>('ecs', 'RunTask', {
        cluster: 'web',
        taskDefinition: 'web',
        launchType: 'FARGATE',
      });
      const reason = async () => {
        const described = await web.api.json<{ tasks: readonly { stoppedReason: string }[] }>('ecs', 'DescribeTasks', {
          cluster: 'web',
          tasks: [tasks[0]?.taskArn],
        });
        return described.tasks[0]?.stoppedReason ?? '';
      };
      expect(await until(async () => (await reason()) !== '', 30, 100)).toBe(true);
      expect(await reason()).toMatch(/^ResourceInitializationError: .*secretsmanager:GetSecretValue/);
      expect((await kept()).length).toBeGreaterThan(0);
    } finally {
      await allowSecret();
    }
  });
});

describe('a security group that keeps the tasks from the database', () => {
  it('leaves the connections that there are, and no new one comes through until its rule is back', async () => {
    const status = async () => (await get(`${url}/answers/by-group`, { method: 'POST' })).status;
    expect(await status()).toBe(200);
    await web.ec2('RevokeSecurityGroupIngress', fromTasks());
    try {
      expect(await status()).toBe(200);
      // The pool gives a connection up that nobody has used for ten seconds.
      await sleep(11_000);
      expect(await status()).toBe(503);
    } finally {
      await web.ec2('AuthorizeSecurityGroupIngress', fromTasks());
    }
    expect(await until(async () => (await status()) === 200, 30, 200)).toBe(true);
  });
});

// After it the program, which was started with the old password, opens no connection any more.
describe('a password that RDS manages', () => {
  it('is another in secret and database once it is rotated, and the engine goes on to look after the pair', async () => {
    const secrets = new SecretsManager({
      endpoint: web.api.endpoint,
      region: EMULATOR_REGION,
      credentials: EMULATOR_CREDENTIALS,
    });
    const current = async () => (await secrets.getSecretValue({ SecretId: outputs.Secret })).SecretString as string;
    const writer = async () =>
      (await web.containers()).find(({ role, status }) => role === 'writer' && status === 'running');
    const opens = async (secret: string) => {
      const { username: user, password } = JSON.parse(secret);
      const client = new pg.Client({ host: (await writer())?.address, port: 5432, database: 'exams', user, password });
      return client.connect().then(
        () => client.end().then(() => 'opened'),
        (error: { code?: string }) => error.code,
      );
    };
    const before = await current();
    expect(await opens(before)).toBe('opened');
    await secrets.rotateSecret({ SecretId: outputs.Secret });
    const after = await current();
    expect(JSON.parse(after).username).toBe(JSON.parse(before).username);
    expect(await opens(before)).toBe('28P01');
    expect(await opens(after)).toBe('opened');

    const address = (await writer())?.address;
    await web.api.query('rds', 'FailoverDBCluster', { DBClusterIdentifier: outputs.Cluster as string });
    const moved = async () => ![undefined, address].includes((await writer())?.address);
    expect(await until(moved, 30, 100)).toBe(true);
    expect(await opens(after)).toBe('opened');
  });
});

describe('the connections that a database allows', () => {
  const running = async (role: string) =>
    (await web.containers()).find((each) => each.role === role && each.status === 'running');
  async function connect(role: string) {
    const secrets = new SecretsManager({
      ...{ endpoint: web.api.endpoint, region: EMULATOR_REGION, credentials: EMULATOR_CREDENTIALS },
    });
    const { SecretString = '' } = await secrets.getSecretValue({ SecretId: outputs.Secret });
    const { username: user, password } = JSON.parse(SecretString);
    const client = new pg.Client({ host: (await running(role))?.address, database: 'exams', user, password });
    client.on('error', () => {});
    await client.connect();
    return client;
  }
  /** Of one that a failover or a restart has ended, as soon as it answers again. */
  async function shown(role: string, name: string): Promise<string> {
    let client: pg.Client | undefined;
    const answers = async () => {
      client = await connect(role).catch(() => undefined);
      return client !== undefined;
    };
    if (!(await until(answers, 30, 100)) || !client) throw new Error(`The ${role} does not answer.`);
    try {
      return (await client.query(`SHOW ${name}`)).rows[0][name];
    } finally {
      await client.end();
    }
  }
  const cluster = async () => {
    const DBClusterIdentifier = outputs.Cluster as string;
    return (await web.api.query('rds', 'DescribeDBClusters', { DBClusterIdentifier })).list('DBClusters')[0];
  };
  const members = async () =>
    ((await cluster())?.list('DBClusterMembers') ?? []).map((member) => ({
      id: member.text('DBInstanceIdentifier') ?? '',
      role: member.text('IsClusterWriter') === 'true' ? 'writer' : 'reader',
      status: member.text('DBClusterParameterGroupStatus'),
    }));
  const statuses = async () => Object.fromEntries((await members()).map(({ role, status }) => [role, status]));
  const set = (value: string, ApplyMethod: string) =>
    web.api.query('rds', 'ModifyDBClusterParameterGroup', {
      DBClusterParameterGroupName: outputs.Group as string,
      'Parameters.Parameter.1.ParameterName': 'max_connections',
      'Parameters.Parameter.1.ParameterValue': value,
      'Parameters.Parameter.1.ApplyMethod': ApplyMethod,
    });
  async function reboot(role: string): Promise<void> {
    const id = (await members()).find((member) => member.role === role)?.id ?? '';
    await web.api.query('rds', 'RebootDBInstance', { DBInstanceIdentifier: id });
    const isBack = async () => {
      const found = await web.api.query('rds', 'DescribeDBInstances', { DBInstanceIdentifier: id });
      return found.find('DBInstanceStatus')?.text() === 'available' && (await running(role)) !== undefined;
    };
    expect(await until(isBack, 30, 100), `${role} is back`).toBe(true);
  }

  it('follow its capacity, and what its group says once an instance was started again', async () => {
    expect([await shown('writer', 'max_connections'), await shown('reader', 'max_connections')]).toEqual([
      '400',
      '400',
    ]);
    expect(await shown('writer', 'idle_in_transaction_session_timeout')).toBe('1min');

    await expect(set('12', 'immediate')).rejects.toMatchObject({ code: 'InvalidParameterCombination' });
    await set('12', 'pending-reboot');
    expect([await shown('writer', 'max_connections'), await statuses()]).toEqual([
      '400',
      { writer: 'pending-reboot', reader: 'pending-reboot' },
    ]);
    await reboot('writer');
    expect([await shown('writer', 'max_connections'), await statuses()]).toEqual([
      '12',
      { writer: 'in-sync', reader: 'pending-reboot' },
    ]);
    // Three are reserved, and RDS may have one or two of its own open.
    const asked = await Promise.allSettled(Array.from({ length: 12 }, () => connect('writer')));
    const refused = asked.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    for (const each of asked) if (each.status === 'fulfilled') await each.value.end();
    expect([3, 4, 5]).toContain(refused.length);
    expect(refused[0]).toMatchObject({ code: '53300', message: expect.stringMatching(/^remaining connection slots/) });
    // One that follows may not have fewer than the one that it follows had.
    await reboot('reader');
    expect([await shown('reader', 'max_connections'), await statuses()]).toEqual([
      '400',
      { writer: 'in-sync', reader: 'in-sync' },
    ]);

    await web.api.query('rds', 'ResetDBClusterParameterGroup', {
      DBClusterParameterGroupName: outputs.Group as string,
      'Parameters.Parameter.1.ParameterName': 'max_connections',
      'Parameters.Parameter.1.ApplyMethod': 'pending-reboot',
    });
    for (const role of ['reader', 'writer']) await reboot(role);
    expect([await shown('writer', 'max_connections'), await statuses()]).toEqual([
      '400',
      { writer: 'in-sync', reader: 'in-sync' },
    ]);
  });
});

describe('a stack that goes', () => {
  it('takes its databases with it', async () => {
    await cloudFormation.deleteStack({ StackName: 'Data' });
    const left = async () => (await web.containers()).filter(({ name }) => name.includes('-rds-'));
    expect(await until(async () => (await left()).length === 0, 60, 200)).toBe(true);
  });
});
