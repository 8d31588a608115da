/** Which reader reads which type of resource: one line for every type that a template of ours holds. */
import type { Reader } from './reader.ts';
import { api, authorizer, integration, route, stage } from './readers/apigateway.ts';
import { alarm, dashboard, logGroup } from './readers/cloudwatch.ts';
import { project } from './readers/codebuild.ts';
import { userPool, userPoolClient } from './readers/cognito.ts';
import { globalTable } from './readers/dynamodb.ts';
import { egressRule, endpoint, ingressRule, routeTable, securityGroup, route as vpcRoute } from './readers/ec2.ts';
import { scalableTarget, scalingPolicy, service } from './readers/ecs.ts';
import { targetGroup } from './readers/elbv2.ts';
import { archive, eventBus, rule } from './readers/eventbridge.ts';
import { policy, role } from './readers/iam.ts';
import { key } from './readers/kms.ts';
import { alias, eventSourceMapping, lambdaFunction, permission, version } from './readers/lambda.ts';
import { queue, queuePolicy, topic, topicPolicy } from './readers/messaging.ts';
import { bucket, bucketPolicy } from './readers/s3.ts';
import { secret } from './readers/secrets.ts';
import { pipe, stateMachine } from './readers/workflow.ts';

export const READERS: Readonly<Record<string, Reader>> = {
  'AWS::ApiGatewayV2::Api': api,
  'AWS::ApiGatewayV2::Authorizer': authorizer,
  'AWS::ApiGatewayV2::Integration': integration,
  'AWS::ApiGatewayV2::Route': route,
  'AWS::ApiGatewayV2::Stage': stage,
  'AWS::ApplicationAutoScaling::ScalableTarget': scalableTarget,
  'AWS::ApplicationAutoScaling::ScalingPolicy': scalingPolicy,
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::CloudWatch::Dashboard': dashboard,
  'AWS::CodeBuild::Project': project,
  'AWS::Cognito::UserPool': userPool,
  'AWS::Cognito::UserPoolClient': userPoolClient,
  'AWS::DynamoDB::GlobalTable': globalTable,
  'AWS::EC2::Route': vpcRoute,
  'AWS::EC2::RouteTable': routeTable,
  'AWS::EC2::SecurityGroup': securityGroup,
  'AWS::EC2::SecurityGroupEgress': egressRule,
  'AWS::EC2::SecurityGroupIngress': ingressRule,
  'AWS::EC2::VPCEndpoint': endpoint,
  'AWS::ECS::Service': service,
  'AWS::ElasticLoadBalancingV2::TargetGroup': targetGroup,
  'AWS::Events::Archive': archive,
  'AWS::Events::EventBus': eventBus,
  'AWS::Events::Rule': rule,
  'AWS::IAM::Policy': policy,
  'AWS::IAM::Role': role,
  'AWS::KMS::Key': key,
  'AWS::Lambda::Alias': alias,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Permission': permission,
  'AWS::Lambda::Version': version,
  'AWS::Logs::LogGroup': logGroup,
  'AWS::Pipes::Pipe': pipe,
  'AWS::S3::Bucket': bucket,
  'AWS::S3::BucketPolicy': bucketPolicy,
  'AWS::SNS::Topic': topic,
  'AWS::SNS::TopicPolicy': topicPolicy,
  'AWS::SQS::Queue': queue,
  'AWS::SQS::QueuePolicy': queuePolicy,
  'AWS::SecretsManager::Secret': secret,
  'AWS::StepFunctions::StateMachine': stateMachine,
};
