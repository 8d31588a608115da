/** What a function would answer at another time or with other variables: asked of a copy of it, which is deleted again. */
import { type CheckContext, CouldNotLook } from '../drills/drill.ts';

/** A function, as its callers reach it. */
interface Asked {
  readonly functionName: string;
  readonly alias?: string;
}

interface Answered {
  /** Whether the invocation ended in an error of the function. */
  readonly failed: boolean;
  /** What it answered, from JSON. */
  readonly answer: unknown;
}

/**
 * The variable that sets Node's clock ahead before the handler is loaded, for `new Date()` and `Date.now()`. Signatures of the
 * function's calls are of that time too: the SDK takes the service's time when one is refused for it, and tries again.
 */
export function clockAhead(hours: number): Readonly<Record<string, string>> {
  const ahead = hours * 3_600_000;
  const script = `const Now = Date; globalThis.Date = class extends Now {
    constructor(...given) { super(...(given.length === 0 ? [Now.now() + ${ahead}] : given)); }
    static now() { return Now.now() + ${ahead}; }
  };`;
  return { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(script)}` };
}

/** How the name of every copy begins. */
export const COPY = 'certlab-copy-';

/** Invokes a copy of the function with an event. */
type AskCopy = (event: unknown) => Promise<Answered>;

/**
 * Lets `use` invoke a copy of the function, with its code, its role and its variables but for those that are given. The copy
 * has no log: its role may write to that of the original alone.
 * AWS Lambda Developer Guide, "Building Lambda functions with Node.js": a function may set `NODE_OPTIONS`.
 */
export async function withCopy<Found>(
  lab: CheckContext,
  { functionName, alias }: Asked,
  variables: Readonly<Record<string, string>>,
  use: (ask: AskCopy) => Promise<Found>,
): Promise<Found> {
  const { lambda } = lab.aws;
  const { Code, Configuration = {} } = await lambda.getFunction({ FunctionName: functionName, Qualifier: alias });
  const { Role, Runtime, Handler, Architectures, MemorySize, Timeout, Environment } = Configuration;
  const build = await fetch(Code?.Location as string);
  if (!build.ok) throw new CouldNotLook(`Lambda did not hand out the build of ${functionName}: check again`);
  const FunctionName = `${COPY}${lab.nonce()}`;
  await lambda.createFunction({
    ...{ FunctionName, Role, Runtime, Handler, Architectures, MemorySize, Timeout },
    Code: { ZipFile: new Uint8Array(await build.arrayBuffer()) },
    Environment: { Variables: { ...Environment?.Variables, ...variables } },
  });
  try {
    await active(lab, FunctionName);
    return await use(async (event) => {
      const { FunctionError, Payload } = await lambda.invoke({
        FunctionName,
        Payload: Buffer.from(JSON.stringify(event)),
      });
      const answer: unknown = JSON.parse(Buffer.from(Payload ?? []).toString() || 'null');
      return { failed: FunctionError !== undefined, answer };
    });
  } finally {
    await lambda.deleteFunction({ FunctionName });
  }
}

/** Invokes a copy of the function once: {@link withCopy}. */
export const askedOtherwise = (
  lab: CheckContext,
  asked: Asked,
  variables: Readonly<Record<string, string>>,
  event: unknown,
): Promise<Answered> => withCopy(lab, asked, variables, (ask) => ask(event));

/** @throws CouldNotLook when Lambda does not make it ready */
async function active(lab: CheckContext, FunctionName: string): Promise<void> {
  const { ok, saw } = await lab.eventually(async () => {
    const { State = 'Pending' } = await lab.aws.lambda.getFunctionConfiguration({ FunctionName });
    return { ok: State === 'Active', saw: State, wanted: 'Active' };
  }, 30);
  if (!ok) throw new CouldNotLook(`a copy of the function is still ${saw}: check again`);
}
