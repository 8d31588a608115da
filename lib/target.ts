/** Where the lab can work, and what a command is told of it. */

/** The account that the emulator plays: no account of AWS has this number. */
export const EMULATOR_ACCOUNT = '000000000000';

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export interface Target {
  readonly name: 'emulator' | 'aws';
  readonly region: string;
  readonly account: string;
  /** The emulator's address, always loopback; never set on AWS. */
  readonly endpoint?: string;
  /** Where balancers answer on this machine, by the DNS name of each; on the emulator alone. */
  readonly balancers?: () => Promise<ReadonlyMap<string, string>>;
  /** Where on this machine a name of the emulator's Route 53 leads now, as `http://localhost:<port>`; on the emulator alone. */
  readonly whereNameLeads?: (name: string) => Promise<string | undefined>;
  /** Given to every SDK client as it is; a drill never looks inside. */
  readonly clientConfig: {
    readonly region: string;
    readonly endpoint?: string;
    /** The emulator's pair, or on AWS the provider of the named profile and of nothing else. */
    readonly credentials?: Credentials | (() => Promise<Credentials>);
  };
}

/** The same account or emulator in another region. */
export const inRegion = (target: Target, region: string): Target =>
  region === target.region ? target : { ...target, region, clientConfig: { ...target.clientConfig, region } };

/** The options of `--target` that every command shares. */
export interface TargetOptions {
  readonly target: 'emulator' | 'aws';
  /** A profile of the user's AWS configuration; demanded for `aws`, refused for `emulator`. */
  readonly profile?: string;
  readonly region?: string;
}
