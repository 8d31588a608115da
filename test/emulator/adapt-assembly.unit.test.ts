import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adaptAssembly, adaptTemplate, GAP_OUTPUT, type Template } from '../../lib/emulator/adapt-assembly.ts';

const QUEUE = { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 30 } };
const BUS = { Type: 'AWS::Events::EventBus', Properties: { Name: 'activity' } };
/** A gap that the emulator's API fills, and one that nothing does. */
const ARCHIVE = {
  Type: 'AWS::Events::Archive',
  Properties: { SourceArn: { 'Fn::GetAtt': ['Bus', 'Arn'] }, RetentionDays: 7 },
};
const APPLICATION = { Type: 'AWS::CodeDeploy::Application', Properties: { ApplicationName: { Ref: 'Queue' } } };

describe('a template of types that the emulator knows', () => {
  it('comes back as it was', () => {
    const template = { Resources: { Queue: QUEUE, Bus: { ...BUS, DependsOn: ['Queue'] } }, Parameters: {} };

    expect(adaptTemplate(template)).toEqual({ template, leftOut: [] });
    expect(adaptTemplate(template).template).toBe(template);
  });
});

describe('a resource of a type that the emulator lacks', () => {
  it('is left out, and the rest stays', () => {
    const { template, leftOut } = adaptTemplate({ Resources: { Queue: QUEUE, Application: APPLICATION } });

    expect(template.Resources).toEqual({ Queue: QUEUE });
    expect(leftOut.map(({ logicalId, type }) => [logicalId, type])).toEqual([
      ['Application', 'AWS::CodeDeploy::Application'],
    ]);
  });

  it('leaves a name or an ARN that says so wherever it was referred to, however deep', () => {
    const { template } = adaptTemplate({
      Resources: {
        Application: APPLICATION,
        Queue: {
          ...QUEUE,
          Properties: {
            QueueName: { Ref: 'Application' },
            Tags: [{ Key: 'of', Value: { 'Fn::Join': ['-', ['x', { 'Fn::GetAtt': ['Application', 'Arn'] }]] } }],
            KmsMasterKeyId: { Ref: 'AWS::Region' },
          },
        },
      },
    });

    expect(template.Resources?.Queue?.Properties).toEqual({
      QueueName: 'left-out-Application',
      Tags: [{ Key: 'of', Value: { 'Fn::Join': ['-', ['x', 'arn:aws:left-out:us-east-1:000000000000:Application']] } }],
      KmsMasterKeyId: { Ref: 'AWS::Region' },
    });
  });

  it('is no longer waited for, while other dependencies stay', () => {
    const { template } = adaptTemplate({
      Resources: {
        Application: APPLICATION,
        Bus: BUS,
        Both: { ...QUEUE, DependsOn: ['Application', 'Bus'] },
        Alone: { ...QUEUE, DependsOn: 'Application' },
      },
    });

    expect(template.Resources?.Both?.DependsOn).toEqual(['Bus']);
    expect(template.Resources?.Alone).toEqual(QUEUE);
  });

  it('takes with it the outputs that spoke of it, and no other', () => {
    const { template } = adaptTemplate({
      Resources: { Queue: QUEUE, Application: APPLICATION },
      Outputs: { QueueUrl: { Value: { Ref: 'Queue' } }, ApplicationName: { Value: { Ref: 'Application' } } },
    });

    expect(template.Outputs).toEqual({ QueueUrl: { Value: { Ref: 'Queue' } } });
  });

  it('takes with it the update policy that named it, and no other', () => {
    const canary = (application: string) => ({
      CodeDeployLambdaAliasUpdate: { ApplicationName: { Ref: application } },
    });
    const alias = { Type: 'AWS::Lambda::Alias', Properties: { Name: 'live' } };
    const { template } = adaptTemplate({
      Resources: {
        Application: APPLICATION,
        Queue: QUEUE,
        Canary: { ...alias, UpdatePolicy: canary('Application') },
        Other: { ...alias, UpdatePolicy: canary('Queue') },
      },
    });

    expect(template.Resources?.Canary).toEqual(alias);
    expect(template.Resources?.Other).toEqual({ ...alias, UpdatePolicy: canary('Queue') });
  });

  it('is described for the API that makes it: literals as they are, references as outputs that are resolved', () => {
    const { template, leftOut } = adaptTemplate({ Resources: { Bus: BUS, Archive: ARCHIVE } });

    expect(leftOut).toEqual([
      {
        logicalId: 'Archive',
        type: 'AWS::Events::Archive',
        properties: { RetentionDays: 7, SourceArn: { [GAP_OUTPUT]: `${GAP_OUTPUT}ArchiveXSourceArn` } },
      },
    ]);
    expect(template.Outputs).toEqual({
      [`${GAP_OUTPUT}ArchiveXSourceArn`]: { Value: { 'Fn::GetAtt': ['Bus', 'Arn'] } },
    });
  });

  it('asks CloudFormation for nothing where no API makes it', () => {
    const { template, leftOut } = adaptTemplate({ Resources: { Queue: QUEUE, Application: APPLICATION } });

    expect(template.Outputs).toEqual({});
    expect(leftOut).toMatchObject([{ properties: {} }]);
  });
});

describe('an assembly', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'certlab-assembly-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const stackUrl = (hash: string) => `s3://assets/${hash}.json`;

  /** As synthesis writes it: the template is an asset by the hash of its bytes, published and deployed under that name. */
  function write(name: string, template: Template): string {
    const text = JSON.stringify(template, null, 1);
    const hash = sha256(text);
    const destination = { bucketName: 'assets', objectKey: `${hash}.json`, assumeRoleArn: 'arn:publisher' };
    writeFileSync(join(folder, `${name}.template.json`), text);
    writeFileSync(
      join(folder, `${name}.assets.json`),
      JSON.stringify({ files: { [hash]: { destinations: { current: destination } } } }),
    );
    const properties = {
      stackTemplateAssetObjectUrl: stackUrl(hash),
      assumeRoleArn: 'arn:deployer',
      cloudFormationExecutionRoleArn: 'arn:executor',
      lookupRole: { arn: 'arn:reader' },
      tags: { certlab: name },
    };
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ artifacts: { [name]: { properties } } }));
    return text;
  }

  it('says by stack what was left out', () => {
    write('Pipeline', { Resources: { Queue: QUEUE, Application: APPLICATION } });

    expect(adaptAssembly(folder)).toMatchObject({ Pipeline: [{ logicalId: 'Application' }] });
  });

  it('names a changed template by its new bytes, so that no earlier upload is taken for it', () => {
    const before = write('Pipeline', { Resources: { Queue: QUEUE, Application: APPLICATION } });

    adaptAssembly(folder);

    const hash = sha256(read('Pipeline.template.json'));
    expect(hash).not.toBe(sha256(before));
    const { files } = JSON.parse(read('Pipeline.assets.json'));
    expect(files[hash].destinations.current.objectKey).toBe(`${hash}.json`);
    const { properties } = JSON.parse(read('manifest.json')).artifacts.Pipeline;
    expect(properties.stackTemplateAssetObjectUrl).toBe(stackUrl(hash));
    expect(read('manifest.json') + read('Pipeline.assets.json')).not.toContain(sha256(before));
  });

  it('keeps the bytes and the name of a template that lacks nothing', () => {
    const before = write('Api', { Resources: { Queue: QUEUE } });

    expect(adaptAssembly(folder)).toEqual({ Api: [] });

    expect(read('Api.template.json')).toBe(before);
    expect(JSON.parse(read('Api.assets.json')).files).toHaveProperty(sha256(before));
  });

  it('is deployed without the roles of the bootstrap, and keeps everything else', () => {
    const hash = sha256(write('Api', { Resources: { Queue: QUEUE } }));

    adaptAssembly(folder);

    expect(JSON.parse(read('manifest.json')).artifacts.Api.properties).toEqual({
      stackTemplateAssetObjectUrl: stackUrl(hash),
      tags: { certlab: 'Api' },
    });
    expect(JSON.parse(read('Api.assets.json')).files[hash].destinations.current).toEqual({
      bucketName: 'assets',
      objectKey: `${hash}.json`,
    });
  });
});

it('spells the cross-origin settings of an HTTP API as the emulator reads them', () => {
  const api = {
    Type: 'AWS::ApiGatewayV2::Api',
    Properties: { CorsConfiguration: { AllowOrigins: ['*'], MaxAge: 60 } },
  };
  const { template, leftOut } = adaptTemplate({ Resources: { Api: api } });

  expect(template.Resources?.Api?.Properties).toEqual({ CorsConfiguration: { allowOrigins: ['*'], maxAge: 60 } });
  expect(leftOut).toEqual([]);
});

it('asks for the name of a bucket whose tags have to be set by the API, and leaves the bucket as it is', () => {
  const bucket = { Type: 'AWS::S3::Bucket', Properties: { Tags: [{ Key: 'certlab', Value: 'x' }] } };
  const { template, leftOut } = adaptTemplate({ Resources: { Files: bucket } });

  expect(template.Resources).toEqual({ Files: bucket });
  expect(template.Outputs).toEqual({ CertlabGapFilesXRef: { Value: { Ref: 'Files' } } });
  expect(leftOut).toEqual([
    {
      logicalId: 'Files',
      type: 'AWS::S3::Bucket',
      ignores: 'Tags',
      properties: { Ref: { [GAP_OUTPUT]: 'CertlabGapFilesXRef' }, Tags: bucket.Properties.Tags },
    },
  ]);
});

it('carries a reference deep inside of a property that is passed over, and what its API has to know besides', () => {
  const DeadLetterConfig = { TargetArn: { 'Fn::GetAtt': ['Queue', 'Arn'] } };
  const failing = { Type: 'AWS::Lambda::Function', Properties: { DeadLetterConfig, Timeout: 3 } };
  const limits = { ThrottlingRateLimit: 1 };
  const stage = {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: { ApiId: { Ref: 'Api' }, DefaultRouteSettings: limits },
  };
  const { template, leftOut } = adaptTemplate({ Resources: { Queue: QUEUE, Failing: failing, Stage: stage } });

  expect(leftOut.map(({ properties }) => properties)).toEqual([
    {
      Ref: { [GAP_OUTPUT]: 'CertlabGapFailingXRef' },
      DeadLetterConfig: { TargetArn: { [GAP_OUTPUT]: 'CertlabGapFailingXDeadLetterConfigTargetArn' } },
    },
    {
      Ref: { [GAP_OUTPUT]: 'CertlabGapStageXRef' },
      ApiId: { [GAP_OUTPUT]: 'CertlabGapStageXApiId' },
      DefaultRouteSettings: limits,
    },
  ]);
  expect(template.Outputs).toMatchObject({
    CertlabGapFailingXDeadLetterConfigTargetArn: { Value: DeadLetterConfig.TargetArn },
    CertlabGapStageXApiId: { Value: { Ref: 'Api' } },
  });
});
