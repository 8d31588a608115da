import { Command } from 'commander';
import { LabError, UsageError } from '../../errors.ts';
import type { TargetOptions } from '../../target.ts';
import { CLI_SERVICES, callOf, missingParameter, readable, selected } from '../aws/aws-call.ts';
import type { Lab } from '../lab.ts';
import { openTargetIn } from '../target.ts';
import { printJson, runToExit } from '../terminal/output.ts';
import { profileOption, regionOption, targetOption } from './shared-options.ts';

/** `lab aws <service> <operation> [--parameter value …]`: one call in the words of the AWS CLI, for machines without it. */
export function awsCommand(lab: Lab): Command {
  return new Command('aws')
    .description('call AWS as the AWS CLI would: lab aws lambda get-function-configuration --function-name …')
    .argument('<service>', [...CLI_SERVICES.keys()].join(', '))
    .argument('<operation>', 'as the AWS CLI spells it, for example list-routes')
    .argument(
      '[parameters...]',
      '--parameter value: JSON, shorthand (Key=value,List=a,b), file:// and fileb://; --query',
    )
    .addOption(targetOption())
    .addOption(profileOption())
    .addOption(regionOption())
    .passThroughOptions()
    .allowUnknownOption()
    .action((service: string, operation: string, parameters: string[], options: TargetOptions) =>
      runToExit(async () => {
        const { client: makeClient, command, query, region = options.region } = callOf(service, operation, parameters);
        const target = await openTargetIn(region, options, lab.stateFolder);
        let answer: Record<string, unknown>;
        try {
          answer = await makeClient(target.clientConfig).send(command);
          delete answer.$metadata;
        } catch (error) {
          const missing = missingParameter(error);
          if (missing) throw new UsageError('MissingParameter', `${service} ${operation} needs ${missing}.`);
          // What the service refuses is an answer, and a learner's to read.
          const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
          if (!$metadata) throw error;
          // An answer without a body (HEAD) says no more than its status; the SDK calls that `UnknownError`.
          const said = message === 'UnknownError' ? `the answer was ${$metadata.httpStatusCode}` : message;
          throw new LabError('AwsRefused', `${name}: ${said}`, { cause: error });
        }
        printJson(selected(await readable(answer), query));
        return undefined;
      }, false),
    );
}
