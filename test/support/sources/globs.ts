/** Whether two patterns have a text in common: policies and the formats of ARNs are both patterns. */

/** One character, or any number of those that `among` takes. */
export type Token = { readonly char: string } | { readonly among: (char: string) => boolean };

const ANY = { among: () => true };

/** A resource of a policy: `*` is any text, with slashes and colons. */
export const policyPattern = (resource: string): readonly Token[] =>
  [...resource].map((char) => (char === '*' ? ANY : { char }));

/** Names that have slashes in them: of objects, log groups and parameters, and of roles with a path. */
const WITH_SLASHES = /^(Object|LogGroup|LogStream|Parameter|RoleNameWithPath)/;
/** Names that have colons in them: a function with its version or alias, and the time that names a stream. */
const WITH_COLONS = /^(FunctionName|StreamLabel)$/;

/** The format of an ARN, as `arn:${Partition}:s3:::${BucketName}/${ObjectName}`. */
export const arnPattern = (format: string): readonly Token[] =>
  [...format.matchAll(/\$\{([^}]+)\}|([\s\S])/g)].map(([, name, char]) =>
    name === undefined
      ? { char: char as string }
      : { among: (one) => (one !== ':' || WITH_COLONS.test(name)) && (one !== '/' || WITH_SLASHES.test(name)) },
  );

export function overlap(one: readonly Token[], other: readonly Token[]): boolean {
  const known = new Map<string, boolean>();
  const from = (i: number, j: number): boolean => {
    const key = `${i} ${j}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const [a, b] = [one[i], other[j]];
    let found: boolean;
    if (a && 'among' in a && b && 'among' in b) found = from(i + 1, j) || from(i, j + 1);
    else if (a && 'among' in a)
      found = from(i + 1, j) || Boolean(b && 'char' in b && a.among(b.char) && from(i, j + 1));
    else if (b && 'among' in b) found = from(i, j + 1) || Boolean(a && b.among(a.char) && from(i + 1, j));
    else if (a && b) found = a.char === b.char && from(i + 1, j + 1);
    else found = !a && !b;
    known.set(key, found);
    return found;
  };
  return from(0, 0);
}
