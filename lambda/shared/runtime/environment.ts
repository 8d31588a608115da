/** How every handler of every project reads its configuration. */

/** Environment variables that a project's functions need, each with what it holds, for anyone who has to set it. */
export type Variables = Readonly<Record<string, string>>;

/**
 * The values of the named variables.
 * @param declared the project's `VARIABLES`, of its `env.ts`
 * @param names what this handler needs of them
 * @throws at start-up, naming each that is missing or empty and what to set it to
 */
export function readEnvironment<Declared extends Variables, Name extends keyof Declared & string>(
  declared: Declared,
  names: readonly Name[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Readonly<Record<Name, string>> {
  const missing = names.filter((name) => !environment[name]);
  if (missing.length > 0) {
    const each = missing.map((name) => `The environment variable ${name} is missing: set it to ${declared[name]}.`);
    throw new Error(each.join(' '));
  }
  return Object.fromEntries(names.map((name) => [name, environment[name]])) as Record<Name, string>;
}
