/**
 * Every way in which the lab fails foreseeably, for programs that read `--json`, and for the tests. A code keeps its
 * meaning; docs/exit-codes.md is generated from these two tables.
 */

/** What was asked for is right, and could not be done: the command ends with 1. */
export const FAILURES = {
  AccountNotListed: 'The AWS account is not one of the sandbox accounts that were listed.',
  AccountRefused: 'The account let nobody in by this address and password, or did not take the records.',
  AwsRefused: 'AWS refused the call of `lab aws`; the message begins with the name that AWS gave the error.',
  BadConfig: "The lab's configuration file does not have the form it must have.",
  BootstrapFailed: 'The CDK could not bootstrap the account and region.',
  ConnectionLost: 'The connection to the emulator, or to AWS, was lost.',
  DeployFailed: 'CloudFormation could not deploy a stack.',
  DeployedAnew: 'The project was torn down and deployed again since it was broken: there is nothing to grade.',
  DestroyFailed: 'CloudFormation could not destroy a stack.',
  DiskFull: 'The disk is full.',
  DrillUnwritten: 'The draft of a drill has places that are still to be written.',
  EmulatorDidNotStart: 'The emulator was started and did not answer.',
  EmulatorNotInstalled: "The emulator's packages could not be installed.",
  EmulatorRefused: 'The emulator did not do what only the lab asks of it.',
  EmulatorNotRunning: 'The emulator is not running.',
  EndpointOverridden: 'An endpoint variable is set, so that the calls would not reach AWS.',
  FaultFailed: 'The fault could not be injected, and was rolled back.',
  FaultNotSeen: 'The fault was injected and no check noticed it, so it was rolled back.',
  GapNotFilled: 'A resource that the emulator leaves out could not be made by API.',
  ExamRunning: 'An exam is running, in which nothing helps and nothing else is broken.',
  ImageNotRunnable: 'A container image is built in a way that the emulator cannot do without a builder.',
  IncidentOpen: 'An incident is open on this project already.',
  IndexStuck: 'A DynamoDB index did not become active in time.',
  JournalDamaged: 'A line of an incident journal is not what the lab wrote.',
  MfaNeedsTerminal: 'The profile needs an MFA code, and there is no terminal to ask in.',
  NoArchive: 'The event bus has no archive to replay from.',
  NoBuild: "A function's deployed build could not be downloaded.",
  NoClone: 'A rehearsal needs git and a clone of the repository.',
  NoIncident: 'Nothing was broken yet.',
  NoMoreHints: 'All hints have been taken.',
  NoRule: 'No rule leads from the event bus to the queue of activity.',
  NoWorkbench: 'No drill whose sources are to be fixed is open.',
  NoPostgres: 'The package with PostgreSQL for this platform is not installed.',
  NotAsDeployed: 'A resource that this drill breaks is gone, or another stands in its place.',
  NotConfirmed: 'A question was answered with no, or could not be asked.',
  NoReader: 'A template holds a type of resource that the lab cannot read back from its service yet.',
  NoExam: 'No exam is running, or none was begun yet.',
  NothingToBreak: 'What is deployed of the project has nothing that its drills could break.',
  NotDeployed: 'The project is not deployed there.',
  NotHealthy: 'The project fails its checks already, so nothing was broken.',
  NotOpen: 'No incident is open.',
  NotOurStack: 'The account has a stack of this name that certlab did not make.',
  NotPublished: 'The event bus refused events.',
  NotSignedIn: 'The AWS profile could not sign in.',
  PackagesUnreachable: 'The Python package index could not be reached.',
  PortTaken: 'Another program has the port.',
  PythonMissing: 'There is no Python on the path.',
  PythonTooOld: 'The Python on the path is too old.',
  PythonVenvMissing: 'The Python on the path has no venv module.',
  RegionMissing: 'Neither the profile nor the command names a region.',
  RegionUnsupported: 'The region does not have all that the projects are made of.',
  ProcessesDidNotStart: 'The engine that runs containers as processes was started and did not answer.',
  ReplayFailed: 'EventBridge ended the replay before it was complete.',
  ResourceBusy: 'Another drill, or an earlier fix, still holds a resource that this drill changes.',
  RestoreIncomplete: 'AWS refused a part of the restore; it can be run again.',
  StackUnread: 'CloudFormation said nothing of what a stack consists of: try again.',
  StaleEdit: 'A drill edits a place in the sources that is not there, or is there twice.',
  SynthesisFailed: 'The CDK could not synthesize the stacks.',
  TaggedProduction: 'The stack is tagged as production.',
  UnknownIntrinsic: 'A template uses an intrinsic function that the lab cannot resolve yet.',
  UnknownSetting: 'A journal names a kind of setting that this version does not know.',
  UpdateStuck: 'A resource did not settle in time after an update.',
  WrongTarget: 'The drill does not run on this target.',
} as const;

/** What was asked for is wrong: nothing was done, and the command ends with 64. */
export const USAGE_FAILURES = {
  InvalidTimes: 'Times were given that are invalid or in the wrong order.',
  DrillExists: 'The name of the new drill is taken.',
  MissingParameter: 'The operation of `lab aws` needs a parameter that was not given.',
  MissingValue: 'A parameter of `lab aws` needs a value.',
  NoDrillsYet: 'The project has no list of drills that a new one could be added to.',
  NoSuchDrill: 'No drill fits all the filters.',
  NoLedger: 'The project has nothing that a game day could count as lost.',
  NoSuchItem: 'The bank has no question that fits all the filters.',
  NoSuchFile: 'A file that a parameter names cannot be read.',
  NotJson: 'A value begins like JSON and is not.',
  OptionNeedsAws: 'An option makes sense only with `--target aws`.',
  ProfileMissing: '`--target aws` needs `--profile`.',
  TooManyValues: 'A parameter that takes one value was given several.',
  UnknownDrill: 'There is no such drill.',
  UnknownItem: 'There is no such question.',
  UnknownOperation: 'The service has no such operation.',
  UnknownParameter: 'The operation has no such parameter.',
  UnknownProject: 'There is no such project.',
  UnknownService: '`lab aws` does not know the service.',
  WrongArguments: 'An unknown command or option, a missing argument, or a value that an option does not take.',
  WrongName: 'A new drill was given a name that no drill can have.',
  WrongQuery: 'The value of `--query` is not JMESPath.',
  WrongSetting:
    'A setting that `-c` gives is unknown or malformed, is missing, or does not go together with the others.',
  WrongValue: 'A value has the wrong type.',
} as const;

export type UsageErrorCode = keyof typeof USAGE_FAILURES;
export type LabErrorCode = keyof typeof FAILURES | UsageErrorCode;

/**
 * A failure that the lab foresaw: the message says what was wrong and what to do, and nothing else is printed.
 */
export class LabError extends Error {
  readonly code: LabErrorCode;

  constructor(code: LabErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LabError';
    this.code = code;
  }
}

/** A {@link LabError} for arguments that were wrong: the command ends with 64, as for an option that it does not have. */
export class UsageError extends LabError {
  // The narrower type of the code is all that it adds: a usage error cannot carry the code of a failure.
  constructor(code: UsageErrorCode, message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}
