/** Which resource an ARN names, in CloudFormation's words: the tagging index knows ARNs alone. */
import type { NamedResource } from './resource-kinds.ts';

type FromArn = (name: string, arn: string) => NamedResource;
const named =
  (type: string): FromArn =>
  (id) => ({ type, id });
const byArn =
  (type: string): FromArn =>
  (_, arn) => ({ type, id: arn });

/** `<service>` and how the rest begins, which is cut off to give the name; the longer before the shorter. */
const FORMS: readonly (readonly [service: string, begins: string, read: FromArn])[] = [
  ['apigateway', '/apis/', apiPart],
  ['cloudfront', 'distribution/', named('AWS::CloudFront::Distribution')],
  ['cloudfront', 'vpcorigin/', named('AWS::CloudFront::VpcOrigin')],
  ['cloudwatch', 'alarm:', named('AWS::CloudWatch::Alarm')],
  ['cloudwatch', 'dashboard/', named('AWS::CloudWatch::Dashboard')],
  ['codebuild', 'project/', named('AWS::CodeBuild::Project')],
  ['codebuild', 'report-group/', byArn('AWS::CodeBuild::ReportGroup')],
  ['codedeploy', 'application:', named('AWS::CodeDeploy::Application')],
  ['codedeploy', 'deploymentgroup:', deploymentGroup],
  ['codepipeline', '', named('AWS::CodePipeline::Pipeline')],
  ['cognito-idp', 'userpool/', named('AWS::Cognito::UserPool')],
  ['dynamodb', 'table/', named('AWS::DynamoDB::Table')],
  ['ec2', 'internet-gateway/', named('AWS::EC2::InternetGateway')],
  ['ec2', 'route-table/', named('AWS::EC2::RouteTable')],
  ['ec2', 'security-group/', named('AWS::EC2::SecurityGroup')],
  ['ec2', 'subnet/', named('AWS::EC2::Subnet')],
  ['ec2', 'vpc-endpoint/', named('AWS::EC2::VPCEndpoint')],
  ['ec2', 'vpc-flow-log/', named('AWS::EC2::FlowLog')],
  ['ec2', 'vpc/', named('AWS::EC2::VPC')],
  ['ecs', 'cluster/', byArn('AWS::ECS::Cluster')],
  ['ecs', 'service/', byArn('AWS::ECS::Service')],
  ['ecs', 'task-definition/', byArn('AWS::ECS::TaskDefinition')],
  ['elasticache', 'replicationgroup:', named('AWS::ElastiCache::ReplicationGroup')],
  ['elasticache', 'subnetgroup:', named('AWS::ElastiCache::SubnetGroup')],
  ['elasticloadbalancing', 'listener/', byArn('AWS::ElasticLoadBalancingV2::Listener')],
  ['elasticloadbalancing', 'loadbalancer/', byArn('AWS::ElasticLoadBalancingV2::LoadBalancer')],
  ['elasticloadbalancing', 'targetgroup/', byArn('AWS::ElasticLoadBalancingV2::TargetGroup')],
  ['events', 'archive/', named('AWS::Events::Archive')],
  ['events', 'event-bus/', named('AWS::Events::EventBus')],
  ['events', 'rule/', rule],
  ['iam', 'role/', (name) => ({ type: 'AWS::IAM::Role', id: name.split('/').at(-1) as string })],
  ['kms', 'key/', byArn('AWS::KMS::Key')],
  ['lambda', 'event-source-mapping:', named('AWS::Lambda::EventSourceMapping')],
  ['lambda', 'function:', byArn('AWS::Lambda::Function')],
  ['logs', 'log-group:', (name) => ({ type: 'AWS::Logs::LogGroup', id: name.replace(/:\*$/, '') })],
  ['pipes', 'pipe/', named('AWS::Pipes::Pipe')],
  ['rds', 'cluster:', named('AWS::RDS::DBCluster')],
  ['rds', 'cluster-pg:', named('AWS::RDS::DBClusterParameterGroup')],
  ['rds', 'db:', named('AWS::RDS::DBInstance')],
  ['rds', 'subgrp:', named('AWS::RDS::DBSubnetGroup')],
  ['s3', '', named('AWS::S3::Bucket')],
  ['secretsmanager', 'secret:', byArn('AWS::SecretsManager::Secret')],
  ['sns', '', byArn('AWS::SNS::Topic')],
  ['sqs', '', queue],
  ['states', 'stateMachine:', byArn('AWS::StepFunctions::StateMachine')],
  ['wafv2', 'global/webacl/', webAcl('CLOUDFRONT')],
  ['wafv2', 'regional/webacl/', webAcl('REGIONAL')],
];

function apiPart(path: string): NamedResource {
  const [ApiId = '', part, id] = path.split('/');
  const types: Readonly<Record<string, string>> = {
    authorizers: 'AWS::ApiGatewayV2::Authorizer',
    integrations: 'AWS::ApiGatewayV2::Integration',
    routes: 'AWS::ApiGatewayV2::Route',
    stages: 'AWS::ApiGatewayV2::Stage',
  };
  const type = types[part ?? ''];
  return type && id ? { type, id, properties: { ApiId } } : { type: 'AWS::ApiGatewayV2::Api', id: ApiId };
}

function deploymentGroup(name: string): NamedResource {
  const [ApplicationName, id = ''] = name.split('/');
  return { type: 'AWS::CodeDeploy::DeploymentGroup', id, properties: { ApplicationName } };
}

/** `<rule>` on the default bus, else `<bus>/<rule>`. */
function rule(name: string): NamedResource {
  const [first = '', second] = name.split('/');
  return second === undefined
    ? { type: 'AWS::Events::Rule', id: first }
    : { type: 'AWS::Events::Rule', id: second, properties: { EventBusName: first } };
}

/** SQS takes any URL whose path is right: account and name (its host is that of the client). */
function queue(name: string, arn: string): NamedResource {
  const [, , , region, account] = arn.split(':');
  return { type: 'AWS::SQS::Queue', id: `https://sqs.${region}.amazonaws.com/${account}/${name}` };
}

/** `<name>/<id>`; its identifier has the scope as well. */
function webAcl(scope: string): FromArn {
  return (name) => ({ type: 'AWS::WAFv2::WebACL', id: `${name.replace('/', '|')}|${scope}` });
}

/** The resource, or undefined for an ARN of a service that our templates do not use. */
export function resourceOfArn(arn: string): NamedResource | undefined {
  const [, , service, , , ...rest] = arn.split(':');
  const said = rest.join(':');
  const form = FORMS.find(([ofService, begins]) => ofService === service && said.startsWith(begins));
  return form?.[2](said.slice(form[1].length), arn);
}
