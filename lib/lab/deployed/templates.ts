/** The templates that stacks were last deployed by: CloudFormation's own on AWS, what `lab up` kept on the emulator. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Target } from '../../target.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import type { Template } from './as-deployed.ts';

const SUFFIX = '.template.json';

/** The templates of a synthesized assembly as text, by stack. */
export function templatesIn(assembly: string): ReadonlyMap<string, string> {
  const files = readdirSync(assembly).filter((file) => file.endsWith(SUFFIX));
  return new Map(files.map((file) => [basename(file, SUFFIX), readFileSync(join(assembly, file), 'utf8')]));
}

const fileOf = (stateFolder: string, stackName: string) => join(stateFolder, 'templates', `${stackName}.json`);

/** Keeps what was deployed to the emulator as it is for AWS: the copy that is deployed there lacks what is set by API. */
export function keepTemplates(stateFolder: string, templates: ReadonlyMap<string, string>): void {
  mkdirSync(join(stateFolder, 'templates'), { recursive: true });
  for (const [stackName, template] of templates) writeFileSync(fileOf(stateFolder, stackName), template);
}

/** The template of a deployed stack; undefined on an emulator where a version deployed it that kept none. */
export async function templateOf(
  stackName: string,
  target: Pick<Target, 'name'>,
  { cloudformation }: Pick<AwsClients, 'cloudformation'>,
  stateFolder: string,
): Promise<Template | undefined> {
  if (target.name === 'aws') {
    const { TemplateBody } = await cloudformation.getTemplate({ StackName: stackName, TemplateStage: 'Processed' });
    return JSON.parse(TemplateBody ?? '{"Resources":{}}');
  }
  const file = fileOf(stateFolder, stackName);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
