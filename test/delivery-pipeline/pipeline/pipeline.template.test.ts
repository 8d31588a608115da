import { beforeAll, describe, expect, it } from 'vitest';
import { ofType } from '../../support/synthesize.ts';
import { deliveryTemplates, type Resources, synthesizeDelivery, theOne } from '../synthesize-delivery.ts';

interface Action {
  readonly Name: string;
  readonly RunOrder: number;
  readonly ActionTypeId: { readonly Category: string; readonly Provider: string };
  // biome-ignore lint/suspicious/noExplicitAny: each provider has its own configuration.
  readonly Configuration: Record<string, any>;
  readonly InputArtifacts?: readonly { readonly Name: string }[];
  readonly OutputArtifacts?: readonly { readonly Name: string }[];
  readonly RoleArn: unknown;
}

let stacks: Readonly<Record<string, Resources>>;
let resources: Resources;
let stages: readonly { readonly Name: string; readonly Actions: readonly Action[] }[];

beforeAll(async () => {
  stacks = await synthesizeDelivery();
  resources = stacks.DeliveryPipeline as Resources;
  stages = theOne(resources, 'AWS::CodePipeline::Pipeline').Properties.Stages;
});

const inOrder = (actions: readonly Action[]) => [...actions].sort((a, b) => a.RunOrder - b.RunOrder);
const stage = (name: string) => inOrder(stages.find(({ Name }) => Name === name)?.Actions ?? []);
const allActions = () => stages.flatMap(({ Name, Actions }) => Actions.map((action) => ({ stage: Name, ...action })));

describe('the order of the stages', () => {
  it('is source, build, the pipeline itself, beta, production', () => {
    expect(stages.map(({ Name }) => Name)).toEqual(['Source', 'Build', 'Update', 'Beta', 'Prod']);
  });

  it('tests beta after it is deployed, against the address that its deployment published', async () => {
    const [deploy, test] = stage('Beta');
    expect(deploy?.Configuration).toMatchObject({ ActionMode: 'CREATE_UPDATE', StackName: 'Beta-ServerlessApi' });
    expect(test?.RunOrder).toBeGreaterThan(deploy?.RunOrder ?? 0);
    const variables = JSON.parse(test?.Configuration.EnvironmentVariables);
    expect(variables).toEqual([{ name: 'API_URL', type: 'PLAINTEXT', value: '#{Beta.ApiUrl}' }]);
    expect((await deliveryTemplates())['Beta-ServerlessApi']?.Outputs).toHaveProperty('ApiUrl');
  });

  it('publishes the files of the assembly before anything is deployed from it', () => {
    const [build, publish] = stage('Build');
    expect([build?.Name, publish?.Name]).toEqual(['Build', 'Publish']);
    expect(publish?.InputArtifacts).toEqual(build?.OutputArtifacts?.filter(({ Name }) => Name === 'Release'));
  });

  it('updates the pipeline before a stage is deployed, and starts over on the new one', () => {
    expect(stage('Update').map(({ Configuration }) => Configuration.StackName)).toEqual(['DeliveryPipeline']);
    expect(theOne(resources, 'AWS::CodePipeline::Pipeline').Properties.RestartExecutionOnUpdate).toBe(true);
  });

  it('puts a further stage, tested like beta, where the context asks for it', async () => {
    const { DeliveryPipeline, ...others } = await synthesizeDelivery({ stages: 'Beta,Gamma,Prod' });
    const pipeline = theOne(DeliveryPipeline, 'AWS::CodePipeline::Pipeline').Properties;
    const names = pipeline.Stages.map(({ Name }: { Name: string }) => Name);
    expect(names).toEqual(['Source', 'Build', 'Update', 'Beta', 'Gamma', 'Prod']);
    const gamma = pipeline.Stages[4].Actions.map(({ Name }: { Name: string }) => Name);
    expect(gamma).toEqual(['Deploy', 'Test']);
    expect(Object.keys(others).sort()).toEqual(['Beta-ServerlessApi', 'Gamma-ServerlessApi', 'Prod-ServerlessApi']);
  });
});

describe('the way into production', () => {
  it('is one change set: prepared, described, approved, executed, in this order and in one stage', () => {
    expect(
      stage('Prod').map(({ Name, RunOrder, ActionTypeId, Configuration }) => ({
        Name,
        RunOrder,
        by: ActionTypeId.Provider,
        mode: Configuration.ActionMode,
      })),
    ).toEqual([
      { Name: 'PrepareChange', RunOrder: 1, by: 'CloudFormation', mode: 'CHANGE_SET_REPLACE' },
      { Name: 'DescribeChange', RunOrder: 2, by: 'CodeBuild', mode: undefined },
      { Name: 'Approve', RunOrder: 3, by: 'Manual', mode: undefined },
      { Name: 'Deploy', RunOrder: 4, by: 'CloudFormation', mode: 'CHANGE_SET_EXECUTE' },
    ]);
    const [prepare, , , execute] = stage('Prod');
    expect(execute?.Configuration.ChangeSetName).toBe(prepare?.Configuration.ChangeSetName);
  });

  it('cannot be taken around the approval: nothing else touches the stack of production', () => {
    const touching = allActions()
      .filter(({ Configuration }) => Configuration.StackName === 'Prod-ServerlessApi')
      .map((action) => `${action.stage}.${action.Name}`);
    expect(touching).toEqual(['Prod.PrepareChange', 'Prod.Deploy']);
    const approval = allActions().find(({ ActionTypeId }) => ActionTypeId.Category === 'Approval');
    expect(approval?.stage).toBe('Prod');
  });

  it('shows the one who approves the revision, what changes, and a link to it', () => {
    const approve = stage('Prod').find(({ Name }) => Name === 'Approve');
    const shown = approve?.Configuration.CustomData;
    for (const variable of [
      'Source_Fetch_NS.VersionId',
      'Prod_DescribeChange_NS.CHANGES',
      'Prod_DescribeChange_NS.CHANGE_SET_URL',
    ]) {
      expect(shown).toContain(`#{${variable}}`);
    }
    const describing = theOne(resources, 'AWS::CodeBuild::Project', 'ReleaseProdChange').Properties.Source.BuildSpec;
    expect(JSON.parse(describing).env['exported-variables']).toEqual(['CHANGE_SET_URL', 'CHANGES']);
  });
});

describe('what the stages hand on', () => {
  it('is built once: one action makes the release, and every later one works on it', () => {
    const makers = allActions().filter(({ OutputArtifacts = [] }) =>
      OutputArtifacts.some(({ Name }) => Name === 'Release'),
    );
    expect(makers.map(({ Name }) => Name)).toEqual(['Build']);
    const later = allActions().filter(({ stage, Name }) => stage !== 'Source' && Name !== 'Build');
    for (const { stage, Name, InputArtifacts = [] } of later) {
      expect(
        InputArtifacts.every((input) => input.Name === 'Release'),
        `${stage}.${Name}`,
      ).toBe(true);
    }
  });

  it('names templates that are in the assembly, each for its own stack', async () => {
    for (const { Configuration, Name } of allActions().filter(({ Configuration }) => Configuration.TemplatePath)) {
      const [artifact, path] = Configuration.TemplatePath.split('::');
      expect(artifact).toBe('Release');
      const stackName: string = Configuration.StackName;
      const folder = stackName === 'DeliveryPipeline' ? '' : `assembly-DeliveryPipeline-${stackName.split('-')[0]}/`;
      expect(path, Name).toMatch(new RegExp(`^assembly/${folder}[A-Za-z0-9]+\\.template\\.json$`));
      expect(path.replace(/[0-9A-F]{8}\.template/, '.template')).toContain(stackName.split('-').join(''));
    }
  });

  it('is encrypted by a key of its own that rotates, in a bucket that is closed to everyone else', () => {
    const { Properties: pipeline } = theOne(resources, 'AWS::CodePipeline::Pipeline');
    const { id: key, Properties: keyProperties } = theOne(resources, 'AWS::KMS::Key');
    const { id: bucket, Properties } = theOne(resources, 'AWS::S3::Bucket', 'ArtifactsBucket');
    expect(pipeline.ArtifactStore).toEqual({
      Type: 'S3',
      Location: { Ref: bucket },
      EncryptionKey: { Type: 'KMS', Id: { 'Fn::GetAtt': [key, 'Arn'] } },
    });
    expect(keyProperties.EnableKeyRotation).toBe(true);
    expect(Properties.BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault).toEqual({
      SSEAlgorithm: 'aws:kms',
      KMSMasterKeyID: { 'Fn::GetAtt': [key, 'Arn'] },
    });
    expect(Object.values(Properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
    for (const [name, project] of ofType(resources, 'AWS::CodeBuild::Project')) {
      expect(project.Properties.EncryptionKey, name).toEqual({ 'Fn::GetAtt': [key, 'Arn'] });
    }
  });

  it('crosses the network under TLS only', () => {
    const policies = ofType(resources, 'AWS::S3::BucketPolicy');
    expect(policies).toHaveLength(2);
    for (const [name, { Properties }] of policies) {
      const denials = Properties.PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Deny');
      expect(denials[0].Condition, name).toEqual({ Bool: { 'aws:SecureTransport': 'false' } });
    }
  });

  it('is deleted with the stack, and after a month; of the source only versions that were replaced', () => {
    for (const [name, bucket] of ofType(resources, 'AWS::S3::Bucket')) {
      expect(bucket.DeletionPolicy, name).toBe('Delete');
      const [rule] = bucket.Properties.LifecycleConfiguration.Rules;
      expect(rule.NoncurrentVersionExpiration.NoncurrentDays, name).toBe(7);
      expect(rule.ExpirationInDays, name).toBe(name.startsWith('ArtifactsBucket') ? 30 : undefined);
    }
    expect(ofType(resources, 'Custom::S3AutoDeleteObjects')).toHaveLength(2);
  });
});

describe('a run', () => {
  it('overtakes older ones that wait, and is of the second type of pipeline', () => {
    const { Properties } = theOne(resources, 'AWS::CodePipeline::Pipeline');
    expect(Properties).toMatchObject({ PipelineType: 'V2', ExecutionMode: 'SUPERSEDED' });
  });

  it('begins with an upload of source.zip, and nothing polls for it', () => {
    const [fetch] = stage('Source');
    expect(fetch?.Configuration).toMatchObject({ S3ObjectKey: 'source.zip', PollForSourceChanges: false });
    const bucket = theOne(resources, 'AWS::S3::Bucket', 'ReleaseSourceBucket');
    expect(bucket.Properties.VersioningConfiguration.Status).toBe('Enabled');
    expect(bucket.Properties.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
    const rule = theOne(resources, 'AWS::Events::Rule', 'ReleaseSourceUploaded').Properties;
    expect(rule.EventPattern.detail).toEqual({
      bucket: { name: [{ Ref: bucket.id }] },
      object: { key: ['source.zip'] },
    });
    expect(rule.Targets[0].DeadLetterConfig).toBeDefined();
  });

  it('begins with a push where the source is a connection, and the pipeline reproduces that setting', async () => {
    const connectionArn =
      'arn:aws:codeconnections:us-east-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef';
    const { DeliveryPipeline } = await synthesizeDelivery({
      connectionArn,
      repository: 'someone/certlab',
      branch: 'main',
      lookups: 'done',
    });
    const [source] = theOne(DeliveryPipeline, 'AWS::CodePipeline::Pipeline').Properties.Stages;
    expect(source.Actions[0].Configuration).toMatchObject({
      ConnectionArn: connectionArn,
      FullRepositoryId: 'someone/certlab',
      BranchName: 'main',
    });
    expect(ofType(DeliveryPipeline ?? {}, 'AWS::S3::Bucket')).toHaveLength(1);
    // A commit's message has no limit, the text of an approval has: it names the commit by its id alone.
    const approval = JSON.stringify(theOne(DeliveryPipeline, 'AWS::CodePipeline::Pipeline').Properties.Stages.at(-1));
    expect(approval).toContain('#{Source_Fetch_NS.CommitId}');
    expect(approval).not.toContain('CommitMessage');
    const buildspec = JSON.stringify(
      theOne(DeliveryPipeline, 'AWS::CodeBuild::Project', 'ReleaseBuildProject').Properties.Source,
    );
    expect(buildspec).toContain(
      `-c connectionArn=${connectionArn} -c repository=someone/certlab -c branch=main -c lookups=done`,
    );
  });

  it('ends in time: every build has a limit of a quarter of an hour or less', () => {
    for (const [name, { Properties }] of ofType(resources, 'AWS::CodeBuild::Project')) {
      expect(Properties.TimeoutInMinutes, name).toBeLessThanOrEqual(15);
      expect(Properties.QueuedTimeoutInMinutes, name).toBeLessThanOrEqual(30);
      expect(Properties.Environment, name).toMatchObject({ Type: 'ARM_CONTAINER', PrivilegedMode: false });
    }
  });
});

describe('what people are told', () => {
  const patterns = () =>
    ofType(resources, 'AWS::Events::Rule')
      .filter(([id]) => id.startsWith('Notifications'))
      .map(([, { Properties }]) => [
        Properties.EventPattern['detail-type'][0],
        Properties.EventPattern.detail.state[0],
      ]);

  it('is that a change waits for them, that a stage failed, and that a run is in production', () => {
    expect(patterns().sort()).toEqual([
      ['CodePipeline Action Execution State Change', 'STARTED'],
      ['CodePipeline Pipeline Execution State Change', 'SUCCEEDED'],
      ['CodePipeline Stage Execution State Change', 'FAILED'],
    ]);
  });

  it('goes through a topic whose key EventBridge may use, and is kept where the topic would not take it', () => {
    const topic = theOne(resources, 'AWS::SNS::Topic');
    const key = theOne(resources, 'AWS::KMS::Key');
    expect(topic.Properties.KmsMasterKeyId).toEqual({ 'Fn::GetAtt': [key.id, 'Arn'] });
    const forEvents = key.Properties.KeyPolicy.Statement.find(
      ({ Principal }: { Principal: { Service?: string } }) => Principal.Service === 'events.amazonaws.com',
    );
    expect(forEvents.Action).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
    for (const [name, { Properties }] of ofType(resources, 'AWS::Events::Rule')) {
      expect(Properties.Targets[0].DeadLetterConfig, name).toBeDefined();
    }
  });
});

describe('the figures', () => {
  it('are taken from runs that begin and succeed, and from deployments to production that fail', () => {
    const rules = ofType(resources, 'AWS::Events::Rule').filter(([id]) => id.startsWith('Figures'));
    const pipeline = { Ref: theOne(resources, 'AWS::CodePipeline::Pipeline').id };
    expect(rules.map(([, { Properties }]) => Properties.EventPattern.detail)).toEqual([
      { pipeline: [pipeline], state: ['STARTED', 'SUCCEEDED'] },
      { pipeline: [pipeline], stage: ['Prod'], action: ['Deploy'], state: ['FAILED'] },
    ]);
  });

  it('are the four of DORA, on one dashboard', () => {
    const body = JSON.stringify(theOne(resources, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody);
    for (const figure of ['deployments', 'change failure rate', 'lead time', 'time to restore']) {
      expect(body).toContain(figure);
    }
  });
});
