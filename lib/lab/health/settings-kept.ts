/**
 * That what a project is made of does its part as when it was deployed, or better: what no request and no event shows
 * before the day on which it is missed. Alarms, retention, backups, dead-letter queues, retries, limits, logs.
 */
import type { AwsClients } from '../aws/aws-clients.ts';
import type { ReadBack } from '../deployed/as-deployed.ts';
import { type DeployedResource, type DeployedStack, deployedStack } from '../deployed/template.ts';
import type { CheckContext, Probe } from '../drills/drill.ts';
import { allAlarms, ringsAsDeployed } from './alarms.ts';
import { dashboardShows } from './dashboards.ts';
import { archiveKeeps, busIsThere, ruleLeadsOn } from './events.ts';
import { aliasIsOneVersion, functionRuns, isRoleShared, mappingDelivers } from './functions.ts';
import { apiLeadsToIts, logIsKept, routeAsksWho, stageBounds } from './gateway.ts';
import { bearsItsTags } from './labels.ts';
import { machineIsObserved, pipeRuns, queueKeeps, tableKeeps, topicIsThere } from './stores.ts';

/** What a rule looks with. */
export interface Present {
  readonly aws: AwsClients;
  readonly stack: DeployedStack;
  /** What was read of the stack already, by logical id. */
  readonly read?: ReadonlyMap<string, ReadBack>;
}

/** Whether a resource, or another that was made in its place, does what its template asks, however it is set. */
export type Keeps = (resource: DeployedResource, present: Present) => Promise<boolean>;

/** By type: the rule, and what people notice when it is broken. Never which setting: that would be the cause. */
const RULES: Readonly<Record<string, readonly [symptom: string, keeps: Keeps]>> = {
  'AWS::ApiGatewayV2::Api': ['a request takes another way than it did', apiLeadsToIts],
  'AWS::ApiGatewayV2::Route': ['a request is no longer asked who sends it', routeAsksWho],
  'AWS::ApiGatewayV2::Stage': ['the API limits or notes its callers otherwise than it did', stageBounds],
  'AWS::CloudWatch::Dashboard': ['those on call are shown less than before', dashboardShows],
  'AWS::DynamoDB::GlobalTable': ['a table does not keep, bound or pass on what it did', tableKeeps],
  'AWS::Events::Archive': ['what happened cannot be played again as it could', archiveKeeps],
  'AWS::Events::EventBus': ['a bus is not there any more', busIsThere],
  'AWS::Events::Rule': ['some events would take another way, or be lost, that did not', ruleLeadsOn],
  'AWS::Lambda::Alias': ['what callers reach is not one release, paid for by what they call', aliasIsOneVersion],
  'AWS::Lambda::EventSourceMapping': ['a worker does not take, or give back, its messages as it did', mappingDelivers],
  'AWS::Lambda::Function': ['a function does not run, or report, as it did', functionRuns],
  'AWS::Logs::LogGroup': ['a log is not kept as long as it was', logIsKept],
  'AWS::Pipes::Pipe': ['what one part hands to the next is lost or handed over otherwise', pipeRuns],
  'AWS::SNS::Topic': ['those who are told are not told as they were', topicIsThere],
  'AWS::SQS::Queue': ['a queue does not keep, hide or park its messages as it did', queueKeeps],
  'AWS::StepFunctions::StateMachine': [
    'a workflow leaves other traces, or gives up sooner, than it did',
    machineIsObserved,
  ],
};

/** Every resource of a stack by the rule of its type, and its alarms: would they ring when they rang as deployed? */
export function settingsKept(stackName: string): Probe {
  const wanted = 'as deployed, or better';
  return {
    expects: 'What is not seen every day, alarms, backups, limits, logs, dead-letter queues, is as it was deployed',
    async look({ aws }: CheckContext) {
      const look = async () => {
        const [stack, { readNow }] = await Promise.all([deployedStack(aws, stackName), readingBack()]);
        return brokenSettings(aws, stack, await readNow(aws, stackName, stack));
      };
      // The emulator fails now and then to list what another request is changing at that moment.
      const symptoms = await look().catch((error: Error) => {
        if (error.name === 'InternalError') return look();
        throw error;
      });
      return { ok: symptoms.length === 0, saw: symptoms.length === 0 ? wanted : symptoms.join('; '), wanted };
    },
  };
}

/** Loaded when it is asked for: the site lists the drills, the CDK makes the site, and what reads back knows the emulator. */
const readingBack = () => import('./unjudged.ts');

/** What people notice of a change that no rule is about. */
const OTHERWISE = 'a part of the project is not what it was';

/** What people would notice, each once; empty when all is kept. @param read the stack as it is now */
export async function brokenSettings(
  aws: AwsClients,
  stack: DeployedStack,
  read: readonly ReadBack[] = [],
): Promise<string[]> {
  const present = { aws, stack, read: new Map(read.map((one) => [one.logicalId, one])) };
  const alarms = stack.resources.filter(({ type }) => type === 'AWS::CloudWatch::Alarm');
  const now = alarms.length > 0 ? await allAlarms(aws) : [];
  const silent = alarms.some(({ physicalId, properties }) => {
    // A second one beside one that is blind leaves somebody to believe in the first.
    const own = now.find(({ AlarmName }) => AlarmName === physicalId);
    return !(own ? [own] : now).some((alarm) => ringsAsDeployed(alarm, properties));
  });
  const shared = (await isRoleShared(present)) ? RULES['AWS::Lambda::Function']?.[0] : undefined;
  const broken = await Promise.all(
    stack.resources.map(async (resource) => {
      const [symptom, keeps] = RULES[resource.type] ?? [];
      return symptom && keeps && !(await keeps(resource, present)) ? symptom : undefined;
    }),
  );
  const bear = await Promise.all(stack.resources.map((resource) => bearsItsTags(resource, present)));
  const unmarked = bear.every((each) => each) ? undefined : 'what belongs to the lab is not found by its tags any more';
  const unheard = silent ? 'an alarm would stay silent that would have rung' : undefined;
  const { isChanged } = await readingBack();
  const changed = read.filter((one) => isChanged(one, stack)).map(({ type }) => RULES[type]?.[0] ?? OTHERWISE);
  return [...new Set([unheard, shared, ...broken, ...changed, unmarked])].filter((each) => each !== undefined);
}
