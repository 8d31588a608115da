/**
 * Task definitions of a template, as the emulator can take them. Apart from what runs containers: every command of the lab
 * loads this.
 */
interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** Before the `valueFrom` of a secret, in the environment of an adapted task definition. */
export const SECRET_MARK = 'certlab-secret:';

interface ContainerDefinition {
  readonly Environment?: readonly { readonly Name: string; readonly Value: unknown }[];
  readonly Secrets?: readonly { readonly Name: string; readonly ValueFrom: unknown }[];
}

/** By which a program is told to speak TLS to a database or a cache, which have none here. */
const TLS_SWITCH = /_TLS$/;

/**
 * A task definition as the emulator can take it. Its CloudFormation loses the secrets, so they go as marked variables,
 * which the engine fills with the execution role (network/task-roles.ts).
 */
export function withRunnableContainers<Any extends Resource>(resource: Any): Any {
  const definitions = resource.Properties?.ContainerDefinitions as readonly ContainerDefinition[] | undefined;
  if (resource.Type !== 'AWS::ECS::TaskDefinition' || !definitions) return resource;
  const runnable = definitions.map(({ Secrets = [], Environment = [], ...definition }) => ({
    ...definition,
    Environment: [
      ...Environment.map((variable) => (TLS_SWITCH.test(variable.Name) ? { ...variable, Value: 'off' } : variable)),
      ...Secrets.map(({ Name, ValueFrom }) => ({ Name, Value: { 'Fn::Join': ['', [SECRET_MARK, ValueFrom]] } })),
    ],
  }));
  return { ...resource, Properties: { ...resource.Properties, ContainerDefinitions: runnable } };
}
