/** Where the lab works: the local emulator, or an AWS account that the user named. */
export interface Target {
  readonly name: 'emulator' | 'aws';
  readonly region: string;
  readonly account: string;
  /** The emulator's address, always loopback; never set on AWS. */
  readonly endpoint?: string;
  /** Given to every SDK client as it is; a drill never looks inside. */
  readonly clientConfig: {
    readonly region: string;
    readonly endpoint?: string;
    readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
}
