import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { adaptTemplate } from '../../../lib/emulator/adapt-assembly.ts';
import { regionsOf } from '../../../lib/emulator/web/assembly.ts';
import { SECRET_MARK } from '../../../lib/emulator/web/task-definition.ts';
import { repository } from '../../../lib/repository.ts';

const SECRET = { Ref: 'Secret' };

describe('an assembly', () => {
  it('names the regions of its stacks, each once, and none where a stack is of no region', () => {
    const folder = mkdtempSync(join(tmpdir(), 'certlab-assembly-'));
    const artifact = (environment: string, type = 'aws:cloudformation:stack') => ({ type, environment });
    const artifacts = {
      One: artifact('aws://unknown-account/us-west-2'),
      Two: artifact('aws://unknown-account/us-east-1'),
      Three: artifact('aws://unknown-account/us-west-2'),
      Four: artifact('aws://unknown-account/unknown-region'),
      Five: artifact('aws://unknown-account/eu-west-1', 'cdk:asset-manifest'),
    };
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ artifacts }));
    expect(regionsOf(folder)).toEqual(['us-east-1', 'us-west-2']);
    rmSync(folder, { recursive: true });
  });
});

describe('a template with containers', () => {
  it('has the secrets of its tasks as marked variables, and its programs told that there is no TLS', () => {
    const ContainerDefinitions = [
      {
        Name: 'web',
        Image: 'image',
        Environment: [
          { Name: 'DATABASE_TLS', Value: 'on' },
          { Name: 'DATABASE_HOST', Value: { 'Fn::GetAtt': ['Database', 'Endpoint.Address'] } },
        ],
        Secrets: [{ Name: 'DATABASE_SECRET', ValueFrom: SECRET }],
      },
      { Name: 'sidecar', Image: 'image' },
    ];
    const { template } = adaptTemplate({
      Resources: { Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { Family: 'web', ContainerDefinitions } } },
    });

    expect(template.Resources?.Task?.Properties).toEqual({
      Family: 'web',
      ContainerDefinitions: [
        {
          Name: 'web',
          Image: 'image',
          Environment: [
            { Name: 'DATABASE_TLS', Value: 'off' },
            { Name: 'DATABASE_HOST', Value: { 'Fn::GetAtt': ['Database', 'Endpoint.Address'] } },
            { Name: 'DATABASE_SECRET', Value: { 'Fn::Join': ['', [SECRET_MARK, SECRET]] } },
          ],
        },
        { Name: 'sidecar', Image: 'image', Environment: [] },
      ],
    });
  });

  it('leaves rules between groups to the API, with what they name as CloudFormation resolves it', () => {
    const group = (name: string) => ({ 'Fn::GetAtt': [name, 'GroupId'] });
    const { template, leftOut } = adaptTemplate({
      Resources: {
        Tasks: { Type: 'AWS::EC2::SecurityGroup' },
        Rule: {
          Type: 'AWS::EC2::SecurityGroupIngress',
          Properties: {
            GroupId: group('Database'),
            SourceSecurityGroupId: group('Tasks'),
            IpProtocol: 'tcp',
            FromPort: 5432,
          },
        },
      },
    });

    expect(Object.keys(template.Resources ?? {})).toEqual(['Tasks']);
    expect(leftOut).toMatchObject([
      {
        logicalId: 'Rule',
        properties: {
          GroupId: { CertlabGap: 'CertlabGapRuleXGroupId' },
          SourceSecurityGroupId: { CertlabGap: 'CertlabGapRuleXSourceSecurityGroupId' },
          FromPort: 5432,
        },
      },
    ]);
    expect(template.Outputs?.CertlabGapRuleXSourceSecurityGroupId?.Value).toEqual(group('Tasks'));
  });
});

it('a command of the lab loads nothing that only the process of the engine needs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'certlab-loaded-'));
  const loaded = join(folder, 'loaded');
  const recorder = join(repository, 'test/support/processes/record-loaded-modules.ts');
  const command = ['--no-warnings', '--import', recorder, join(repository, 'bin/lab.ts'), '--help'];
  await promisify(execFile)(process.execPath, command, { env: { ...process.env, RECORD_MODULES: loaded } });
  const urls = readFileSync(loaded, 'utf8').split('\n');
  rmSync(folder, { recursive: true });

  expect(urls.filter((url) => url.endsWith('/lib/emulator/adapt-assembly.ts'))).toHaveLength(1);
  expect(urls.filter((url) => /\/node_modules\/pg\/|\/emulator\/web\/(balancer|network)\//.test(url))).toEqual([]);
});
