import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installBeside, VENV } from '../../lib/emulator/python.ts';
import { resolve } from './drills/policies.ts';
import type { Synthesized } from './synthesize.ts';

/** `cfn-lint` itself, pinned in `cfn-lint.requirements.txt`; {@link installCfnLint} brings it. */
const pins = join(import.meta.dirname, 'cfn-lint.requirements.txt');

export const installCfnLint = () => installBeside(pins);

/** The version that is pinned, for example `1.58.0`. */
export const CFN_LINT = /^cfn-lint==(.+)$/m.exec(readFileSync(pins, 'utf8'))?.[1] as string;

/**
 * A dependency that a reference makes already: the CDK writes one for each grant, so that a role is complete before it
 * is used. It says nothing of what is deployed.
 */
const SWITCHED_OFF = 'W3005';

interface Template {
  readonly Resources: Synthesized['resources'];
}

/** The template with the definition of each state machine as one text: cfn-lint does not look into an `Fn::Join`. */
function withDefinitions(template: Template): Template {
  const { Resources } = template;
  const written = Object.entries(Resources).map(([id, resource]) => {
    const { DefinitionString } = resource.Properties ?? {};
    const Properties = { ...resource.Properties, DefinitionString: resolve(Resources, DefinitionString) };
    return [id, DefinitionString ? { ...resource, Properties } : resource];
  });
  return { ...template, Resources: Object.fromEntries(written) };
}

/**
 * What cfn-lint finds, as `<stack>: <rule> <message>`: every rule of errors, warnings and hints about these regions but
 * {@link SWITCHED_OFF}. One process for all templates, since loading the rules takes longer than using them.
 * @param templates by name of the stack
 * @throws Error where cfn-lint did not run to its end
 */
export async function lint(
  templates: Readonly<Record<string, Template>>,
  regions: readonly string[],
): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'certlab-cfn-lint-'));
  try {
    const files = Object.entries(templates).map(([name, template]) => {
      const file = join(folder, `${name}.json`);
      writeFileSync(file, JSON.stringify(withDefinitions(template)));
      return file;
    });
    const options = ['--format', 'json', '--ignore-checks', SWITCHED_OFF, '--regions', ...regions];
    const args = ['-c', 'import sys; from cfnlint.runner import main; sys.exit(main())', ...options, '--', ...files];
    const said = await new Promise<string>((done, fail) =>
      // Its exit code says which kinds of findings there are; what it prints is JSON, or it did not get so far.
      execFile(VENV.python, args, { maxBuffer: 50e6 }, (error, stdout, stderr) =>
        stdout ? done(stdout) : fail(new Error(`cfn-lint did not run: ${stderr || error}`)),
      ),
    );
    const findings = JSON.parse(said) as { Filename: string; Rule: { Id: string }; Message: string }[];
    return findings.map(
      ({ Filename, Rule, Message }) => `${Filename.slice(folder.length + 1, -'.json'.length)}: ${Rule.Id} ${Message}`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** By region, the resource types that it has, each with the hash of its schema there: the data of the installed cfn-lint. */
export type SchemasByRegion = Readonly<Record<string, Readonly<Record<string, string>>>>;

function schemasFolder(): string {
  const [python] = readdirSync(join(VENV.bin, '..', 'lib')).filter((name) => name.startsWith('python'));
  return join(VENV.bin, '..', 'lib', python as string, 'site-packages', 'cfnlint', 'data', 'schemas');
}

/** What the schema of a resource type in CloudFormation's registry says of updates; names of properties at its top. */
export function createOnlyOf(type: string): { readonly createOnly: string[]; readonly conditional: string[] } {
  const hash = schemasByRegion()['us-east-1']?.[type];
  const schema = JSON.parse(readFileSync(join(schemasFolder(), 'resources', `${hash}.json`), 'utf8')) as {
    readonly createOnlyProperties?: readonly string[];
    readonly conditionalCreateOnlyProperties?: readonly string[];
  };
  const names = (paths: readonly string[] = []) => paths.map((path) => path.slice('/properties/'.length));
  return {
    createOnly: names(schema.createOnlyProperties),
    conditional: names(schema.conditionalCreateOnlyProperties),
  };
}

export function schemasByRegion(): SchemasByRegion {
  const folder = join(schemasFolder(), 'providers');
  const regions = readdirSync(folder)
    .filter((name) => /^[a-z]+(-[a-z]+)+-\d\.json$/.test(name))
    .toSorted();
  return Object.fromEntries(
    regions.map((name) => [name.slice(0, -'.json'.length), JSON.parse(readFileSync(join(folder, name), 'utf8'))]),
  );
}

/**
 * As few of the regions as will do for all of them: every schema that a type has in any of them, it has in one of these.
 * Beside its schemas a region is nothing to cfn-lint but its name, so the one with the longest is among them.
 * @param always regions that are taken in any case
 */
export function regionsThatDiffer(
  regions: readonly string[],
  types: readonly string[],
  always: readonly string[],
  schemas: SchemasByRegion = schemasByRegion(),
): string[] {
  const of = (region: string) => types.map((type) => `${type} ${schemas[region]?.[type]}`);
  const longest = regions.toSorted((a, b) => b.length - a.length).slice(0, 1);
  const chosen = [...new Set([...always, ...longest])];
  const seen = new Set(chosen.flatMap(of));
  for (;;) {
    const news = regions.map((region) => [region, of(region).filter((each) => !seen.has(each)).length] as const);
    const [most, count] = news.toSorted((a, b) => b[1] - a[1])[0] ?? ['', 0];
    if (count === 0) return chosen;
    chosen.push(most);
    for (const each of of(most)) seen.add(each);
  }
}
