/** That table, secret and database of the region in use are in the other, and follow. */
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { CouldNotLook, type Finding, type Probe } from '../../../lab/drills/drill.ts';
import { first } from '../../../lab/drills/probes.ts';
import { serviceNow } from '../../../lab/settings/ecs.ts';
import { DATABASE_SECRET, GLOBAL_CLUSTER, PROGRESS_TABLE } from '../names.ts';
import { type Lab, type Output, outputsOfStandby, primaryOf, standby } from './regions.ts';

/** "Usually within a second" (DynamoDB Developer Guide, "Global tables: how it works"). */
const ITEM_WITHIN = 10;

export const itemsArrive: Probe<Output> = {
  expects: 'What is written to the table in one region is read in the other',
  async look(lab) {
    const Key = { pk: { S: `probe#${lab.nonce()}` }, sk: { S: 'probe' } };
    const wanted = 'the item in both';
    await lab.aws.dynamodb.putItem({ TableName: PROGRESS_TABLE, Item: Key });
    const found = await lab.eventually(async () => {
      const { Item } = await standby(lab).dynamodb.getItem({ TableName: PROGRESS_TABLE, Key, ConsistentRead: true });
      return { ok: Item !== undefined, saw: Item ? wanted : 'the item in one alone', wanted };
    }, ITEM_WITHIN);
    await lab.aws.dynamodb.deleteItem({ TableName: PROGRESS_TABLE, Key });
    return found;
  },
};

/** What a task that starts there is given. */
export const valueIn = async (secrets: Lab['aws']['secrets']) =>
  (await secrets.send(new GetSecretValueCommand({ SecretId: DATABASE_SECRET }))).SecretString;

/** What a task of each region would be given, compared, and said to nobody. That it opens the database is asked below. */
export const passwordIsTheSame: Probe<Output> = {
  expects: "Tasks of both regions are given the same password of the database's user",
  async look(lab): Promise<Finding> {
    const [here, there] = await Promise.all([valueIn(lab.aws.secrets), valueIn(standby(lab).secrets)]);
    const wanted = 'the same in both';
    const ok = here !== undefined && here === there;
    return { ok, saw: ok ? wanted : 'two different ones', wanted };
  },
};

/** A task takes a few seconds to start here, and up to two minutes on Fargate. */
const SIGNS_IN_WITHIN = 60;

/**
 * Tasks that run have had the password since they began, and go on with it, whatever the secret says by now. So one is started, as all would
 * be in the other region: that of the migration, which signs in, finds nothing to do, and ends.
 */
export const passwordOpens: Probe<Output> = {
  expects: 'A task that starts now gets into the database',
  async look(lab): Promise<Finding> {
    const { ClusterName: cluster, ServiceName: service, MigrationTaskDefinitionArn: taskDefinition } = lab.outputs;
    const { ecs } = lab.aws;
    const { networkConfiguration } = (await serviceNow(lab.aws, { cluster, service })) ?? {};
    const started = await ecs.runTask({ cluster, taskDefinition, launchType: 'FARGATE', networkConfiguration });
    const task = started.tasks?.[0]?.taskArn;
    if (!task) throw new CouldNotLook(`ECS starts no task: ${started.failures?.[0]?.reason ?? 'it does not say why'}`);
    let hasEnded = false;
    const wanted = 'it gets in';
    const found = await lab.eventually(async () => {
      const [now] = (await ecs.describeTasks({ cluster, tasks: [task] })).tasks ?? [];
      hasEnded = now?.lastStatus === 'STOPPED';
      const ok = hasEnded && now?.containers?.[0]?.exitCode === 0;
      return { ok, saw: ok ? wanted : 'it does not get in', wanted };
    }, SIGNS_IN_WITHIN);
    // It would try for two minutes.
    if (!hasEnded) await ecs.stopTask({ cluster, task, reason: 'It was started for a look, and has not got in.' });
    return found;
  },
};

/** By what Secrets Manager says of it: a change of the password, to see it follow, would lock the tasks out. */
export const passwordFollows: Probe<Output> = {
  expects: 'A new password comes to the other region by itself',
  async look(lab): Promise<Finding> {
    const wanted = 'it follows';
    const { PrimaryRegion } = await standby(lab).secrets.describeSecret({ SecretId: DATABASE_SECRET });
    const ok = PrimaryRegion === primaryOf(lab).region;
    return { ok, saw: ok ? wanted : 'it would stay as it is there', wanted };
  },
};

/** By RDS's own word on its members. */
export const databaseFollows: Probe<Output> = {
  expects: 'The database has one writer, in the region in use, and the other region follows it',
  look: (lab) =>
    lab.eventually(async () => {
      const [{ GlobalClusters = [] }, other] = await Promise.all([
        lab.aws.rds.describeGlobalClusters({ GlobalClusterIdentifier: GLOBAL_CLUSTER }),
        outputsOfStandby(lab),
      ]);
      const members = GlobalClusters[0]?.GlobalClusterMembers ?? [];
      const writers = members.filter(({ IsWriter }) => IsWriter).map(({ DBClusterArn }) => DBClusterArn);
      const follower = members.find(({ DBClusterArn }) => DBClusterArn === other.DatabaseClusterArn);
      const one = String(writers) === lab.outputs.DatabaseClusterArn;
      const follows = follower?.SynchronizationStatus === 'connected';
      return first(
        {
          ok: one,
          saw: `writers: ${writers.join(', ') || 'none'}`,
          wanted: `the writer ${lab.outputs.DatabaseClusterArn}`,
        },
        { ok: follows, saw: follows ? 'it follows' : 'the other region does not follow', wanted: 'it follows' },
      );
    }, 30),
};
